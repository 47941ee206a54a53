/// How clients log in, as far as the server as a whole says it.
public struct AuthenticationSpec: Equatable, Sendable {
    /// Refused attempts after which a connection is ended; nil: no limit.
    public var maximumAttempts: Int?
    /// The methods needed together, in order, each way in for itself; empty: one is enough.
    public var steps: [[AuthenticationMethod]]
    /// How long a client may take; nil: the transport's own 30 s.
    public var timeoutNanoseconds: UInt64?
    /// Whether passwords and answers stand in the journal.
    public var logsPasswords: Bool

    /// Makes settings.
    public init(
        maximumAttempts: Int? = nil, steps: [[AuthenticationMethod]] = [],
        timeoutNanoseconds: UInt64? = nil, logsPasswords: Bool = false
    ) {
        self.maximumAttempts = maximumAttempts
        self.steps = steps
        self.timeoutNanoseconds = timeoutNanoseconds
        self.logsPasswords = logsPasswords
    }
}
