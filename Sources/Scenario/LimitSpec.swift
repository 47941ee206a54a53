/// What a client may take of the server, less than the server could give; nil: no limit of the
/// scenario's.
public struct LimitSpec: Equatable, Sendable {
    /// Connections at a time: of everybody where it stands in `server`, of a user in `users`.
    public var connections: ConnectionLimit?
    /// Open handles of one session.
    public var openHandles: HandleLimit?
    /// The largest packet taken.
    public var packet: PacketLimit?
    /// The most bytes READ is answered with.
    public var read: BlockLimit?
    /// The most bytes WRITE may carry.
    public var write: BlockLimit?
    /// Requests per second of one session.
    public var requests: RateLimit?
    /// How long a handle is good.
    public var handleLife: HandleLifeLimit?
    /// How long a client may send nothing.
    public var idle: IdleLimit?

    /// No limits.
    public init() {}

    /// Whether there is no limit.
    public var isEmpty: Bool { self == LimitSpec() }

    /// The answers to what is over a limit, as far as the scenario gives them, by the limit's key.
    var answers: [(key: String, status: StatusReplacement)] {
        var packetStatus: StatusReplacement?
        if case .status(let status) = packet?.breach { packetStatus = status }
        let all = [
            ("openHandles", openHandles?.status), ("packet", packetStatus),
            ("read", read?.status), ("write", write?.status), ("requests", requests?.status),
            ("handleLife", handleLife?.status),
        ]
        return all.compactMap { key, status in status.map { (key, $0) } }
    }

    /// Takes over the limits that `later` has.
    public mutating func merge(_ later: LimitSpec) {
        connections = later.connections ?? connections
        openHandles = later.openHandles ?? openHandles
        packet = later.packet ?? packet
        read = later.read ?? read
        write = later.write ?? write
        requests = later.requests ?? requests
        handleLife = later.handleLife ?? handleLife
        idle = later.idle ?? idle
    }
}

/// How many connections there may be at a time.
public struct ConnectionLimit: Equatable, Sendable {
    /// The most there may be.
    public var count: UInt64
    /// How one more ends; nil: closed without a word, or for a user: refused at the login.
    public var fault: ConnectionFault?

    /// Makes a limit.
    public init(count: UInt64, fault: ConnectionFault? = nil) {
        self.count = count
        self.fault = fault
    }
}

/// How many handles may be open.
public struct HandleLimit: Equatable, Sendable {
    /// The most there may be.
    public var count: UInt64
    /// The answer to one more; nil: FAILURE.
    public var status: StatusReplacement?

    /// Makes a limit.
    public init(count: UInt64, status: StatusReplacement? = nil) {
        self.count = count
        self.status = status
    }
}

/// How large a packet may be, its length field left out (draft-02 section 3).
public struct PacketLimit: Equatable, Sendable {
    /// What happens to a larger one.
    public enum Breach: Equatable, Sendable {
        /// The channel is closed, as nobody would read so much.
        case lostFraming
        /// It is answered so, and nothing is done.
        case status(StatusReplacement)
        /// The connection ends so.
        case connection(ConnectionFault)
    }

    /// Bytes.
    public var size: UInt32
    /// What happens to a larger one.
    public var breach: Breach

    /// Makes a limit.
    public init(size: UInt32, breach: Breach = .lostFraming) {
        self.size = size
        self.breach = breach
    }
}

/// How many bytes READ or WRITE may be about.
public struct BlockLimit: Equatable, Sendable {
    /// Bytes.
    public var size: UInt32
    /// The answer to more; nil: READ gets fewer bytes, WRITE is answered INVALID_PARAMETER.
    public var status: StatusReplacement?

    /// Makes a limit.
    public init(size: UInt32, status: StatusReplacement? = nil) {
        self.size = size
        self.status = status
    }
}

/// How fast requests may come.
public struct RateLimit: Equatable, Sendable {
    /// Requests per second, at least 1.
    public var perSecond: UInt32
    /// How many may come at once after a pause, at least 1.
    public var burst: UInt32
    /// The answer to one that comes too soon; nil: it is taken up late.
    public var status: StatusReplacement?

    /// Makes a limit.
    public init(perSecond: UInt32, burst: UInt32, status: StatusReplacement? = nil) {
        self.perSecond = perSecond
        self.burst = burst
        self.status = status
    }
}

/// How long a handle is good.
public struct HandleLifeLimit: Equatable, Sendable {
    /// Nanoseconds since it was given out; nil: no limit.
    public var nanoseconds: UInt64?
    /// Requests with it, CLOSE left out; nil: no limit.
    public var uses: UInt64?
    /// The answer afterwards; nil: INVALID_HANDLE.
    public var status: StatusReplacement?

    /// Makes a limit.
    public init(
        nanoseconds: UInt64? = nil, uses: UInt64? = nil, status: StatusReplacement? = nil
    ) {
        self.nanoseconds = nanoseconds
        self.uses = uses
        self.status = status
    }
}

/// How long a client may send nothing.
public struct IdleLimit: Equatable, Sendable {
    /// Nanoseconds since its last bytes.
    public var nanoseconds: UInt64
    /// What ends then.
    public var fault: ConnectionFault

    /// Makes a limit.
    public init(nanoseconds: UInt64, fault: ConnectionFault = .fin) {
        self.nanoseconds = nanoseconds
        self.fault = fault
    }
}
