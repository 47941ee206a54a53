public import SFTPFileSystem
public import SFTPServer
public import SSHTransport
public import Scenario

/// Everything a double is made from.
public struct Configuration: Sendable {
    /// Where the files come from.
    public enum Files: Sendable {
        /// In memory, starting with this tree.
        case memory(FileTree)
        /// A real folder, confined to it.
        case folder(String)
        /// A tree in memory over a real folder, which is only read.
        case overlay(folder: String, FileTree)
    }

    /// The scenario's name, for the journal.
    public var name: String?
    /// The seed of everything random.
    public var seed: UInt64 = 0
    /// The rules, in order.
    public var rules: [Rule] = []
    /// The state machines rules use.
    public var machines: [StateMachine] = []
    /// What must be true at the end.
    public var expectations: [JournalExpectation] = []
    /// Who may log in.
    public var accounts: [Account] = []
    /// Users and groups that exist, by number, for owners and ACLs.
    public var principals = PrincipalsSpec()
    /// How much each user may store, by number.
    public var quotas: [UInt32: QuotaSpec] = [:]
    /// How much is stored at most.
    public var capacity = QuotaSpec()
    /// Where the files come from.
    public var files = Files.memory(FileTree())
    /// What clients may take.
    public var limits = LimitSpec()
    /// What one user may take, by name, where that is not what everybody may.
    public var userLimits: [String: LimitSpec] = [:]
    /// What nobody may change.
    public var readOnly = ReadOnlySpec.nothing
    /// What one user may not change, by name.
    public var userReadOnly: [String: ReadOnlySpec] = [:]
    /// Habits of the server that no draft has.
    public var quirks = QuirkSpec()
    /// Files that grow by themselves, by path.
    public var growing: [[UInt8]: FileGrowth] = [:]
    /// Whether every change is refused.
    public var isReadOnly = false
    /// The methods offered to clients.
    public var authenticationMethods: AuthenticationMethods = [
        .password, .publicKey, .keyboardInteractive,
    ]
    /// Whether clients are told the methods in this order; otherwise in libssh's own.
    public var methodOrder: [AuthenticationMethod]?
    /// How clients log in.
    public var authentication = AuthenticationSpec()
    /// The session channels a connection may have open at a time; nil: the transport's limit.
    public var maximumSessions: Int?
    /// Software part of the identification line, after `SSH-2.0-`.
    public var identification: String?
    /// What is said first, algorithms and the like; its plain line yields to `identification`.
    public var transport = TransportSpec()
    /// How the protocol is spoken.
    public var protocolSpec = ProtocolSpec()
    /// Text shown before authentication.
    public var banner: String?
    /// Address to listen on.
    public var host = "127.0.0.1"
    /// Port to listen on; 0: the system chooses.
    public var port: UInt16 = 0
    /// Files with host keys; without any, an ed25519 key is made.
    public var hostKeyFiles: [String] = []
    /// Kinds of host keys to make when no file is given.
    public var hostKeyAlgorithms: [HostKey.Algorithm] = [.ed25519]
    /// File the journal is written to as JSON Lines.
    public var journalFile: String?
    /// Folder that rules may write captured packets to; nil: none may.
    public var captureFolder: String?
    /// Whether rules may ask programs on this machine what to do (`callout`).
    public var allowsCallouts = false
    /// Other hosts, as addresses in rules name them, that rules may ask too.
    public var calloutHosts: [String] = []
    /// Takes what both sides of a session sent, at its end, on its event-loop thread.
    public var sessionSink: (@Sendable (SessionRecord) -> Void)?
    /// Whether a rule captures packets, which needs a folder for them.
    public var capturesPackets: Bool { rules.contains(where: \.capturesPackets) }
    /// Event-loop threads, 1 to 8.
    public var loops = 2

    /// Makes a configuration with no users and no files.
    public init() {}
}
