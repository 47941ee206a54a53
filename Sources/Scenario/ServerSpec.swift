/// Settings of the server as a whole.
public struct ServerSpec: Equatable, Sendable {
    /// Text shown before authentication (RFC 4252 section 5.4).
    public var banner: String?
    /// What may not be changed.
    public var readOnly: ReadOnlySpec
    /// The authentication methods offered, in this order.
    public var authenticationMethods: [AuthenticationMethod]
    /// Whether clients are told the methods in that order, not in libssh's own.
    public var listsMethodsInOrder = false
    /// How clients log in.
    public var authentication = AuthenticationSpec()
    /// The session channels a connection may have open at a time; nil: the transport's own limit.
    public var maximumSessions: Int?
    /// How SFTP is spoken.
    public var protocolSpec: ProtocolSpec
    /// How SSH is spoken below SFTP.
    public var transport = TransportSpec()
    /// How much is stored at most, whoever's it is; beyond it there is no space.
    public var capacity: QuotaSpec
    /// How much may lie below folders, by path.
    public var quotas: [[UInt8]: QuotaSpec] = [:]
    /// What clients may take.
    public var limits = LimitSpec()
    /// Habits that no draft has.
    public var quirks = QuirkSpec()

    /// Whether everything that would change a file is refused.
    public var isReadOnly: Bool { readOnly == .everything }

    /// Makes settings.
    public init(
        banner: String? = nil, isReadOnly: Bool = false,
        authenticationMethods: [AuthenticationMethod] = AuthenticationMethod.standard,
        protocolSpec: ProtocolSpec = ProtocolSpec(), capacity: QuotaSpec = QuotaSpec()
    ) {
        self.banner = banner
        readOnly = isReadOnly ? .everything : .nothing
        self.authenticationMethods = authenticationMethods
        self.protocolSpec = protocolSpec
        self.capacity = capacity
    }
}

/// A limit on what is stored.
public struct QuotaSpec: Equatable, Sendable {
    /// Bytes; nil: no limit.
    public var bytes: UInt64?
    /// Files, directories and links; nil: no limit.
    public var files: UInt64?

    /// Makes a limit.
    public init(bytes: UInt64? = nil, files: UInt64? = nil) {
        self.bytes = bytes
        self.files = files
    }

    /// Whether nothing is limited.
    public var isUnlimited: Bool { bytes == nil && files == nil }
}

/// An authentication method; the raw value is its name in SSH (RFC 4252, RFC 4256).
public enum AuthenticationMethod: String, CaseIterable, Sendable {
    /// No proof at all.
    case none
    /// A password.
    case password
    /// A signature by a key the user has.
    case publicKey = "publickey"
    /// Questions and answers; here one question, for the password.
    case keyboardInteractive = "keyboard-interactive"

    /// What is offered when the scenario does not say: all but `none`.
    public static let standard: [AuthenticationMethod] = [
        .publicKey, .password, .keyboardInteractive,
    ]
}
