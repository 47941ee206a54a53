public import Scenario

/// Begins to ask a program; called and used on the session's thread, and never waits.
public typealias CalloutCaller =
    @Sendable (_ request: CalloutRequest, _ body: [UInt8]) -> any CalloutCall

/// One question on its way; dropping it takes it back.
public protocol CalloutCall: AnyObject {
    /// Moves it on as far as that goes without waiting.
    func advance() -> CalloutProgress
}

/// How far a question is.
public enum CalloutProgress: Equatable, Sendable {
    /// Asked, and not answered yet.
    case waiting
    /// The bytes of the answer.
    case answered([UInt8])
    /// There will be no answer; why, in a few words.
    case failed(String)
}

/// A request that waits for the answer to a question.
struct CalloutWait {
    /// How often the answer is looked for.
    static let pollNanoseconds: UInt64 = 2_000_000

    let call: any CalloutCall
    let request: CalloutRequest
    /// When to give up, nanoseconds of the session's clock.
    let deadlineNanoseconds: UInt64
    /// The event that was asked about.
    let event: Event
    /// The request, and what rules want of it beside the question.
    let packet: [UInt8]
    var directive: Directive
    let startedNanoseconds: UInt64
}
