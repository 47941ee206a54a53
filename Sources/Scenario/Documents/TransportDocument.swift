import StrictJSON

/// The keys of `server` that say how SSH is spoken below SFTP; absent ones leave what an earlier
/// file said.
struct TransportDocument: Sendable {
    private var identification: IdentificationSpec?
    private var algorithms: AlgorithmsSpec?
    private var rekeyAfter: UInt64?
    private var keepAlive: TransportSpec.KeepAlive?
    private var idle: IdleSpec?

    private static let identification = Key(
        "identification", Kind<IdentificationSpec>.identification,
        "The identification line, or more; otherwise this program's own (RFC 4253 section 4.2).")
    private static let algorithms = Key(
        "algorithms", AlgorithmsDocument.kind, "The SSH algorithms offered.")
    private static let rekeyAfter = Key(
        "rekeyAfter", Kind<UInt64>.size(1024...(1 << 50)),
        "The bytes in one direction after which the server wants new keys, again and again.")
    private static let keepAlive = Key(
        "keepAlive",
        Kind<TransportSpec.KeepAlive>.name("answer").titled("`success`, `failure` or `none`"),
        "The answer to keepalive@openssh.com; otherwise `success`.")

    private static let idle = Key(
        "idle", IdleDocument.kind,
        "How long nothing may move on a connection before the server ends it; otherwise for ever.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(identification, #""identification": "SSH-2.0-OpenSSH_9.2""#),
        DocumentKey(algorithms, #""algorithms": {"ciphers": ["aes128-ctr"]}"#),
        DocumentKey(rekeyAfter, #""rekeyAfter": "1MiB""#),
        DocumentKey(keepAlive, #""keepAlive": "failure""#),
        DocumentKey(idle, #""idle": {"after": "30s", "end": "fin"}"#),
    ]

    /// Nothing said.
    init() {}

    /// Reads the keys.
    init(_ reader: ObjectReader) {
        identification = reader.read(Self.identification)
        algorithms = reader.read(Self.algorithms)
        rekeyAfter = reader.read(Self.rekeyAfter)
        keepAlive = reader.read(Self.keepAlive)
        idle = reader.read(Self.idle)
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: TransportDocument) {
        identification = later.identification ?? identification
        algorithms = later.algorithms ?? algorithms
        rekeyAfter = later.rekeyAfter ?? rekeyAfter
        keepAlive = later.keepAlive ?? keepAlive
        idle = later.idle ?? idle
    }

    /// The settings, with defaults where no file says anything.
    var spec: TransportSpec {
        var spec = TransportSpec()
        spec.greeting = identification ?? spec.greeting
        spec.algorithms = algorithms ?? spec.algorithms
        spec.rekeyAfterBytes = rekeyAfter
        spec.keepAlive = keepAlive ?? spec.keepAlive
        spec.idle = idle
        return spec
    }
}
