/// How SSH's transport is spoken, and what is below it.
public struct TransportSpec: Equatable, Sendable {
    /// What is said first, where that is more than a line.
    public var greeting = IdentificationSpec()
    /// The algorithms offered.
    public var algorithms = AlgorithmsSpec()
    /// Bytes in one direction after which the server wants new keys; nil: libssh's gigabytes.
    public var rekeyAfterBytes: UInt64?
    /// How keep-alive requests are answered.
    public var keepAlive = KeepAlive.success
    /// How long a connection may be idle; nil: for ever.
    public var idle: IdleSpec?

    /// Makes what holds when a scenario says nothing.
    public init() {}

    /// An answer to keepalive@openssh.com; the raw value is its JSON name.
    public enum KeepAlive: String, CaseIterable, Sendable {
        /// SSH_MSG_REQUEST_SUCCESS.
        case success
        /// SSH_MSG_REQUEST_FAILURE.
        case failure
        /// None.
        case none
    }
}

/// An end for connections on which nothing moves.
public struct IdleSpec: Equatable, Sendable {
    /// How long that may be, in nanoseconds.
    public var nanoseconds: UInt64
    /// How the connection ends.
    public var end: ConnectionFault

    /// Makes a limit.
    public init(nanoseconds: UInt64, end: ConnectionFault) {
        self.nanoseconds = nanoseconds
        self.end = end
    }
}

/// What a server says first (RFC 4253 section 4.2); what is nil is as usual.
public struct IdentificationSpec: Equatable, Sendable {
    /// Lines before the identification line, without their ends, which are CR LF.
    public var linesBefore: [[UInt8]]?
    /// The line without its end.
    public var line: [UInt8]?
    /// The end of the line; otherwise CR LF.
    public var lineEnd: [UInt8]?
    /// Whether nothing is ever said.
    public var isAbsent = false

    /// Makes what is usual.
    public init() {}

    /// Takes over what `other` says.
    public mutating func merge(_ other: IdentificationSpec) {
        linesBefore = other.linesBefore ?? linesBefore
        line = other.line ?? line
        lineEnd = other.lineEnd ?? lineEnd
        isAbsent = other.isAbsent || isAbsent
    }
}

/// The SSH algorithms offered, best first, by the names of the RFCs; nil: the usual ones.
public struct AlgorithmsSpec: Equatable, Sendable {
    /// Key exchange methods.
    public var keyExchange: [String]?
    /// Host key algorithms; keys are made for them unless files are given.
    public var hostKeys: [String]?
    /// Ciphers.
    public var ciphers: [String]?
    /// Message authentication codes.
    public var macs: [String]?
    /// Compression methods.
    public var compression: [String]?

    /// Makes the usual offer.
    public init() {}
}
