/// A channel a client asks for (RFC 4254 section 5.1).
public struct ChannelOpening: Sendable, Equatable {
    /// The number of the request on its connection, from 1.
    public var number: Int
    /// The type of the channel, such as `session`; `other` for one libssh does not know.
    public var type: String
    /// The session channels the connection has open.
    public var openCount: Int

    /// Makes a description.
    public init(number: Int, type: String = "session", openCount: Int = 0) {
        self.number = number
        self.type = type
        self.openCount = openCount
    }
}

/// The answer to a request for a channel.
public struct ChannelDecision: Sendable {
    /// What to answer.
    public enum Verdict: Sendable, Equatable {
        /// Open it; only session channels can be.
        case accept(ChannelTerms)
        /// SSH_MSG_CHANNEL_OPEN_FAILURE with a reason code and text.
        ///
        /// With a libssh other than 0.10 it is always reason 1 without text.
        case refuse(reason: UInt32, message: String)
        /// No answer at all.
        case ignore
        /// End the connection instead of answering.
        case end(ConnectionEnd)
    }

    /// What to answer.
    public var verdict: Verdict
    /// How long the answer waits; later requests of the connection wait too.
    public var delayNanoseconds: UInt64
    /// Faults of the stream from here on, the answer included.
    public var faults: [StreamFault] = []

    /// Makes a decision.
    public init(_ verdict: Verdict, delayNanoseconds: UInt64 = 0) {
        self.verdict = verdict
        self.delayNanoseconds = delayNanoseconds
    }

    /// What is right without anybody's wish: sessions, and nothing else.
    public static func standard(_ opening: ChannelOpening) -> ChannelDecision {
        ChannelDecision(
            opening.type == "session"
                ? .accept(ChannelTerms()) : .refuse(reason: 1, message: ""))
    }
}

/// How a channel is opened, how it behaves and how it ends.
public struct ChannelTerms: Sendable, Equatable {
    /// When the client's window is made wider again (RFC 4254 section 5.2).
    public enum Adjustment: Sendable, Equatable {
        /// As libssh does: to 1,280,000 bytes, whatever was announced.
        case automatic
        /// Back to what was announced, whenever half of it is used up.
        case keep
        /// Never: the client may send what was announced, and not a byte more.
        case never
        /// As `keep` until the client has sent so many bytes, then never.
        case keepUntil(UInt64)
    }

    /// The bytes the client may send at first; nil: 32,000, as libssh announces.
    public var window: UInt32?
    /// The most bytes the client may send at a time; nil: 35,000, as libssh announces.
    public var maximumPacketSize: UInt32?
    /// When the window is made wider.
    public var adjustment = Adjustment.automatic
    /// Whether the channel stays as it is when the client has sent EOF.
    public var ignoresEOF = false
    /// Bytes from the client after which the channel is closed without a word.
    public var closesAfterInput: UInt64?
    /// Bytes to the client after which the channel is closed without a word.
    public var closesAfterOutput: UInt64?
    /// Window adjusts after which the channel is closed without a word.
    public var closesAfterAdjusts: UInt32?
    /// What is sent before the close when the client has ended its input.
    public var exit = ChannelExit.status(0)

    /// Makes the terms every channel has.
    public init() {}

    /// What libssh announces by itself.
    static let standardWindow: UInt32 = 32_000
    static let standardPacketSize: UInt32 = 35_000

    /// Whether libssh is told what to announce.
    var isAnnounced: Bool { window != nil || maximumPacketSize != nil }
    /// Whether the window is ours to adjust.
    var ownsWindow: Bool { adjustment != .automatic || closesAfterAdjusts != nil }
}

/// What tells the client how the program behind a channel ended (RFC 4254 section 6.10).
public enum ChannelExit: Sendable, Equatable {
    /// `exit-status`.
    case status(UInt32)
    /// `exit-signal`, with the name without `SIG`.
    case signal(name: String, message: String, dumpsCore: Bool)
    /// Nothing.
    case none
}

/// A request on a session channel (RFC 4254 section 6).
public struct ChannelRequest: Sendable, Equatable {
    /// The number of the channel on its connection, from 1.
    public var channel: Int
    /// The name of the request, such as `subsystem`; `other` for one libssh does not know.
    public var name: String
    /// The subsystem's name, the command, the name of an environment variable or terminal.
    public var argument: String?
    /// Whether SFTP could still be served on the channel.
    public var isAvailable: Bool

    /// Makes a description.
    public init(channel: Int, name: String, argument: String? = nil, isAvailable: Bool = true) {
        self.channel = channel
        self.name = name
        self.argument = argument
        self.isAvailable = isAvailable
    }
}

/// The answer to a request on a channel.
public struct ChannelRequestDecision: Sendable {
    /// What to answer.
    public enum Verdict: Sendable, Equatable {
        /// Success, and SFTP from now on; where SFTP runs already, failure.
        case serve
        /// Success, then this text as output, and the end of the channel.
        case run(output: [UInt8], exit: ChannelExit)
        /// Success, and nothing more.
        case succeed
        /// Failure.
        case refuse
        /// No answer at all.
        case ignore
        /// End the channel or connection instead of answering.
        case end(ConnectionEnd)
    }

    /// What to answer.
    public var verdict: Verdict
    /// Text on standard error before the answer; cut where the client's window ends.
    public var errorsBefore: [UInt8]
    /// Text on standard error after the answer; cut where the client's window ends.
    public var errorsAfter: [UInt8]
    /// How long the answer waits; later requests of the connection wait too.
    public var delayNanoseconds: UInt64
    /// Faults of the stream from here on, the answer included.
    public var faults: [StreamFault] = []

    /// Makes a decision.
    public init(
        _ verdict: Verdict, errorsBefore: [UInt8] = [], errorsAfter: [UInt8] = [],
        delayNanoseconds: UInt64 = 0
    ) {
        self.verdict = verdict
        self.errorsBefore = errorsBefore
        self.errorsAfter = errorsAfter
        self.delayNanoseconds = delayNanoseconds
    }

    /// What is right without anybody's wish: the subsystem `sftp`, once, and nothing else.
    public static func standard(_ request: ChannelRequest) -> ChannelRequestDecision {
        let isSFTP = request.name == "subsystem" && request.argument == "sftp"
        return ChannelRequestDecision(isSFTP && request.isAvailable ? .serve : .refuse)
    }
}
