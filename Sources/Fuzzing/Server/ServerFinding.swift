/// What a live server must not do, whatever it is sent.
public enum ServerOracle: String, CaseIterable, Sendable {
    /// A signal ended it.
    case crash
    /// It ended although what it was sent gave it no reason to.
    case exit
    /// It neither answered nor ended in time.
    case hang
    /// A reply is no packet, or a field of it does not decode.
    case malformedReply
    /// A reply bears an id that no request has.
    case wrongID
    /// A request got a second reply.
    case doubledReply
    /// A request that had to be answered was not.
    case missingReply
    /// A reply of a kind that the request does not have, or one with more than was asked for.
    case wrongReply
    /// Its resident memory grew beyond the bound.
    case memory
    /// Files could not be made, read back and removed before or after.
    case sanity

    /// Whether it takes the whole time-out to see it.
    var isSlow: Bool { self == .hang || self == .missingReply }
}

/// One way in which a server broke a rule, seen in one session.
public struct ServerViolation: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule.
    public var oracle: ServerOracle
    /// What happened, for people.
    public var message: String
    /// Where: findings of the same oracle and site are the same.
    public var site: String

    /// Oracle and message.
    public var description: String { "\(oracle.rawValue): \(message)" }
}

/// A violation with the smallest conversation found that shows it.
public struct ServerFinding: Equatable, Sendable {
    /// What happened.
    public var violation: ServerViolation
    /// The conversation behind the greeting, or the greeting too when it begins with INIT.
    public var input: FuzzInput
    /// Whether the server was left without closing what it had opened.
    public var leavesHandlesOpen: Bool
    /// How often it happened in as many fresh sessions as `tryCount`.
    public var repeatCount: Int
    /// How many fresh sessions were tried.
    public var tryCount: Int
    /// How often the same was seen in all.
    public var count = 1

    /// The same findings have the same key.
    var key: String { Self.key(violation) }

    static func key(_ violation: ServerViolation) -> String {
        "\(violation.oracle.rawValue)/\(violation.site)"
    }
}

/// What a server may do with what is malformed.
public enum ServerProfile: String, CaseIterable, Sendable {
    /// It answers everything that has an id; only lost framing lets it end.
    case answers
    /// It may end, or say nothing, when a packet is malformed or of a type it does not know.
    case mayExit = "may-exit"
}
