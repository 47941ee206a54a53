/// What a server says first (RFC 4253 section 4.2).
public struct SSHIdentification: Sendable, Equatable {
    /// What goes before the line, with line ends of its own.
    public var preamble: [UInt8] = []
    /// The line without its end; nil: the configuration's.
    ///
    /// A line that begins with `SSH-2.0-` goes into the exchange hash as it is (RFC 4253 section
    /// 8), so that a client that takes it can log in; any other ends in a refused signature.
    public var line: [UInt8]?
    /// What ends the line.
    public var lineEnd: [UInt8] = Self.standardEnd
    /// Whether nothing at all is said, ever; the client's patience and the login time-out decide.
    public var isAbsent = false

    /// CR LF.
    public static let standardEnd: [UInt8] = [13, 10]
    private static let prefix = Array("SSH-2.0-".utf8)

    /// Makes what every server says.
    public init() {}

    /// The part of the line after `SSH-2.0-` that libssh is to believe it said; nil: it says
    /// the configuration's.
    var software: String? {
        guard let line, line.starts(with: Self.prefix), !line.contains(0) else { return nil }
        return String(validating: line.dropFirst(Self.prefix.count), as: UTF8.self)
    }

    /// Whether libssh would not send these very bytes by itself.
    var isBeyondLibrary: Bool {
        guard let line else { return !preamble.isEmpty || lineEnd != Self.standardEnd }
        let isPlain = line.allSatisfy { (0x20...0x7e).contains($0) } && line.count <= 253
        return !preamble.isEmpty || lineEnd != Self.standardEnd || software == nil || !isPlain
    }

    /// All bytes, with the configuration's software where the line says nothing.
    func bytes(software: String) -> [UInt8] {
        preamble + (line ?? Self.prefix + Array(software.utf8)) + lineEnd
    }
}

/// What to do before the identification line.
public struct IdentificationDecision: Sendable {
    /// What is said.
    public var identification = SSHIdentification()
    /// How long it waits.
    public var delayNanoseconds: UInt64 = 0
    /// The end of the connection in its place; a disconnect message comes after the line.
    public var end: ConnectionEnd?
    /// Faults of the stream from the line on.
    public var faults: [StreamFault] = []

    /// Makes the decision to say what every server says.
    public init() {}
}

/// How far a key exchange is.
public enum KeyExchangeStage: Sendable {
    /// The client's SSH_MSG_KEXINIT was read; nothing that depends on it was sent.
    case started
    /// The new keys are in use.
    case finished
}

/// What to do about a connection as a whole.
public struct StreamDecision: Sendable {
    /// The end of the connection.
    public var end: ConnectionEnd?
    /// Faults of the stream from here on.
    public var faults: [StreamFault] = []

    /// Makes the decision to do nothing.
    public init() {}
}
