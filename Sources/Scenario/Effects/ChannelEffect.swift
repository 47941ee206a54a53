/// What a rule does about an SSH channel and requests on it.
public enum ChannelEffect: Equatable, Sendable {
    /// Refuse the channel (RFC 4254 section 5.1).
    case refuse(reason: UInt32, message: TemplateText)
    /// Do not answer the request for the channel.
    case ignore
    /// Open it so.
    case open(ChannelSpec)
    /// Answer a request on the channel so.
    case answer(ChannelAnswer)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> ChannelEffect {
        switch self {
        case .refuse(let reason, let message):
            .refuse(reason: reason, message: message.filled(values))
        case .answer(let answer): .answer(answer.filled(values))
        case .ignore, .open: self
        }
    }
}

/// How a channel is opened, behaves and ends.
public struct ChannelSpec: Equatable, Sendable {
    /// When the client's window is made wider again.
    public enum Adjustment: Equatable, Sendable {
        /// To 1,280,000 bytes, whatever was announced.
        case grow
        /// Back to what was announced.
        case keep
        /// Never.
        case never
        /// As `keep` until so many bytes have come, then never.
        case keepUntil(UInt64)
    }

    /// The client's first window in bytes; nil: 32,000.
    public var window: UInt32?
    /// The most bytes the client may send at a time; nil: 35,000.
    public var maximumPacketSize: UInt32?
    /// When the window is made wider.
    public var adjustment = Adjustment.grow
    /// Whether the client's EOF closes nothing.
    public var ignoresEOF = false
    /// Bytes from the client after which the channel is closed.
    public var closesAfterInput: UInt64?
    /// Bytes to the client after which the channel is closed.
    public var closesAfterOutput: UInt64?
    /// Window adjusts after which the channel is closed.
    public var closesAfterAdjusts: UInt32?
    /// How the channel says that its program has ended.
    public var exit = ExitSpec.status(0)

    /// Makes a channel that does what is right.
    public init() {}
}

/// How a channel says that its program has ended (RFC 4254 section 6.10).
public enum ExitSpec: Equatable, Sendable {
    /// With an exit status.
    case status(UInt32)
    /// By a signal, named without `SIG`.
    case signal(name: String, message: String, dumpsCore: Bool)
    /// Not at all.
    case none
}

/// The answer to a request on a channel.
public struct ChannelAnswer: Equatable, Sendable {
    /// What is answered; the raw value is its JSON name.
    public enum Verdict: String, CaseIterable, Sendable {
        /// Success, and SFTP.
        case serve
        /// Success, a text, and the end of the channel.
        case run
        /// Success and nothing else.
        case succeed
        /// Failure.
        case refuse
        /// Nothing.
        case ignore
    }

    /// What is answered; nil: what is right.
    public var verdict: Verdict?
    /// What a `run` writes.
    public var output: TemplateText?
    /// Written on standard error before the answer.
    public var errorsBefore: TemplateText?
    /// Written on standard error after the answer.
    public var errorsAfter: TemplateText?
    /// How a `run` ends.
    public var exit = ExitSpec.status(0)

    /// Makes an answer.
    public init(_ verdict: Verdict? = nil) {
        self.verdict = verdict
    }

    func filled(_ values: TemplateValues) -> ChannelAnswer {
        var answer = self
        answer.output = output?.filled(values)
        answer.errorsBefore = errorsBefore?.filled(values)
        answer.errorsAfter = errorsAfter?.filled(values)
        return answer
    }
}
