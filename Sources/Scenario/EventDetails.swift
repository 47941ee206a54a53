/// Bytes moved so far, the event's own request not counted before it is carried out.
public struct ByteTotals: Equatable, Sendable {
    /// Through this handle; nil without one.
    public var handle: UInt64?
    /// To or from this path on the whole server; nil without one.
    public var path: UInt64?
    /// Over this connection.
    public var connection: UInt64

    /// Makes totals.
    public init(handle: UInt64? = nil, path: UInt64? = nil, connection: UInt64 = 0) {
        self.handle = handle
        self.path = path
        self.connection = connection
    }
}

/// What an authentication attempt presents, and what it came to.
public struct AuthenticationDetails: Equatable, Sendable {
    /// The number of the attempt on its connection, from 1, the initial `none` counted.
    public var attempt: Int
    /// The service asked for, as a rule `ssh-connection`.
    public var service: String?
    /// The password.
    public var password: [UInt8]?
    /// The algorithm of the key, such as `ssh-ed25519`.
    public var keyAlgorithm: String?
    /// The key as in an authorized_keys file: algorithm, space, Base64.
    public var key: String?
    /// The round of keyboard-interactive, from 1.
    public var round: Int?
    /// What was answered in this round.
    public var answers: [[UInt8]]
    /// Whether the attempt was enough; `userAuthResult` only.
    public var isAccepted: Bool?
    /// The methods that may follow, RFC 4252 names; `userAuthResult` only.
    public var remaining: [String]

    /// Makes details with every optional field nil.
    public init(attempt: Int = 1) {
        self.attempt = attempt
        answers = []
        remaining = []
    }
}

/// What `channelOpen` and `subsystemRequest` ask for.
public struct ChannelDetails: Equatable, Sendable {
    /// The number of the channel on its connection, from 1.
    public var number: Int
    /// The type of the channel, such as `session`.
    public var type: String
    /// The name of the request, such as `subsystem` or `exec`; `subsystemRequest` only.
    public var request: String?
    /// The subsystem's name, the command line, or the name of an environment variable.
    public var argument: [UInt8]?

    /// Makes details.
    public init(
        number: Int = 1, type: String = "session", request: String? = nil,
        argument: [UInt8]? = nil
    ) {
        self.number = number
        self.type = type
        self.request = request
        self.argument = argument
    }
}

/// Fields of an event that cost something to fill: they are, where a rule asks for them.
///
/// `ServerContext.needs(of:)` says what the rules want of a kind of event.
public struct EventNeeds: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt16

    /// Makes a set of bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// ``Event/data``.
    public static let data = EventNeeds(rawValue: 1 << 0)
    /// ``Event/fileSize``.
    public static let fileSize = EventNeeds(rawValue: 1 << 1)
    /// ``Event/bytesRead`` and ``Event/bytesWritten``.
    public static let totals = EventNeeds(rawValue: 1 << 2)
    /// ``Event/elapsedNanoseconds``.
    public static let elapsed = EventNeeds(rawValue: 1 << 3)
    /// ``Event/attributeValues``.
    public static let attributeValues = EventNeeds(rawValue: 1 << 4)
    /// ``Event/sentPath`` and ``Event/composePaths``.
    public static let sentPath = EventNeeds(rawValue: 1 << 5)
    /// ``Event/wallSeconds``, which `ServerContext.decide` fills in itself.
    public static let wallClock = EventNeeds(rawValue: 1 << 6)
    /// ``Event/packet``.
    public static let packet = EventNeeds(rawValue: 1 << 8)
    /// ``Event/dataSHA256``.
    public static let dataSHA256 = EventNeeds(rawValue: 1 << 7)
    /// Everything.
    public static let all = EventNeeds(rawValue: .max)
}
