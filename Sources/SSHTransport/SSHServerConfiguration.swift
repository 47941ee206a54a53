/// Everything that is fixed before an SSH server starts.
public struct SSHServerConfiguration: Sendable {
    /// The numeric address or host name to listen on.
    public var host: String
    /// The TCP port to listen on; 0 lets the system choose.
    public var port: UInt16
    /// How many event loops (each one thread) share the connections, 1 to 8.
    public var loops: Int
    /// The host keys, at most one each of Ed25519, ECDSA and RSA.
    public var hostKeys: [HostKey]
    /// What follows `SSH-2.0-` in the server's identification (RFC 4253 section 4.2).
    public var identification: String
    /// The authentication methods named to a client that asks for an unknown one.
    public var authenticationMethods: AuthenticationMethods
    /// How long a client may take to authenticate, without the delays the delegate asked for.
    public var loginTimeoutNanoseconds: UInt64
    /// The text sent before the first authentication reply (RFC 4252 section 5.4), if any.
    public var banner: String?
    /// The bytes of unsent output of one channel above which its input is not read.
    public var maximumBacklogByteCount: Int
    /// The session channels one connection may have open at a time.
    public var maximumChannelCount: Int
    /// The algorithms offered.
    public var algorithms: SSHAlgorithms
    /// The bytes in either direction after which the server asks for new keys; 0: libssh's own
    /// limit, gigabytes.
    public var rekeyByteCount: UInt64 = 0
    /// How long a client may send nothing, and how the connection then ends; nil: for ever.
    public var idleLimit: IdleLimit?
    /// How a client's keep-alive requests are answered.
    public var keepAliveAnswer = KeepAliveAnswer.success
    /// The length of the kernel's queue of connections not yet accepted.
    public var listenBacklog: Int32

    /// Makes a configuration; every argument has a default except the host keys.
    public init(
        host: String = "127.0.0.1",
        port: UInt16 = 0,
        loops: Int = 1,
        hostKeys: [HostKey],
        identification: String = "sftp-double_0.1",
        authenticationMethods: AuthenticationMethods = [.password, .publicKey],
        loginTimeoutNanoseconds: UInt64 = 30_000_000_000,
        banner: String? = nil,
        maximumBacklogByteCount: Int = 1 << 20,
        maximumChannelCount: Int = 64,
        algorithms: SSHAlgorithms = SSHAlgorithms(),
        listenBacklog: Int32 = 4096
    ) {
        self.host = host
        self.port = port
        self.loops = loops
        self.hostKeys = hostKeys
        self.identification = identification
        self.authenticationMethods = authenticationMethods
        self.loginTimeoutNanoseconds = loginTimeoutNanoseconds
        self.banner = banner
        self.maximumBacklogByteCount = maximumBacklogByteCount
        self.maximumChannelCount = maximumChannelCount
        self.algorithms = algorithms
        self.listenBacklog = listenBacklog
    }

    /// Checks what the types cannot.
    ///
    /// - Throws: `SSHServerError.invalidConfiguration` or a host key case.
    func validate() throws(SSHServerError) {
        guard (1...8).contains(loops) else {
            throw .invalidConfiguration("the number of loops is \(loops), not 1 to 8")
        }
        // RFC 4253 section 4.2: at most 255 bytes with "SSH-2.0-" and CR LF; a
        // space begins the comment.
        let isPrintable = identification.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
        guard isPrintable, (1...245).contains(identification.utf8.count) else {
            throw .invalidConfiguration(
                "the identification is not 1 to 245 printable ASCII characters")
        }
        guard maximumBacklogByteCount > 0, maximumChannelCount > 0, listenBacklog > 0 else {
            throw .invalidConfiguration("a limit is not positive")
        }
        guard !hostKeys.isEmpty else { throw .noHostKey }
        var families: Set<HostKey.Family> = []
        for key in hostKeys where !families.insert(key.family).inserted {
            throw .duplicateHostKey(key.typeName)
        }
    }
}

/// An end for connections on which the client sends nothing.
public struct IdleLimit: Sendable, Equatable {
    /// How long it may.
    public var nanoseconds: UInt64
    /// How the connection ends then.
    public var end: ConnectionEnd

    /// Makes a limit.
    public init(nanoseconds: UInt64, end: ConnectionEnd) {
        self.nanoseconds = nanoseconds
        self.end = end
    }
}

/// The algorithm lists a server offers, best first, comma-separated as in RFC 4253 section 7.1.
///
/// Set explicitly because libssh's own defaults contain key exchanges of 0.3 s
/// of processor time and zlib, whose cost a peer chooses.
public struct SSHAlgorithms: Sendable, Equatable {
    /// Key exchange methods.
    public var keyExchange: String
    /// Ciphers, for both directions.
    public var ciphers: String
    /// Message authentication codes, for both directions.
    public var macs: String
    /// Host key algorithms, of those the host keys allow; nil: all of these.
    public var hostKeys: String?
    /// Compression methods, for both directions.
    public var compression = "none"

    /// Makes the lists; the defaults are what today's clients agree on.
    public init(
        keyExchange: String = """
        curve25519-sha256,curve25519-sha256@libssh.org,\
        ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
        diffie-hellman-group16-sha512,diffie-hellman-group14-sha256
        """,
        ciphers: String = """
        aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,\
        aes128-ctr,aes192-ctr,aes256-ctr
        """,
        macs: String = """
        hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,\
        hmac-sha2-256,hmac-sha2-512
        """
    ) {
        self.keyExchange = keyExchange
        self.ciphers = ciphers
        self.macs = macs
    }
}
