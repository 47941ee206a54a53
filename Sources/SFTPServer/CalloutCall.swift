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

/// A session that waits for the answer to a question.
struct CalloutWait {
    /// How often the answer is looked for.
    static let pollNanoseconds: UInt64 = 2_000_000

    /// What waits, and is gone on with.
    enum Subject {
        /// A request that is not carried out yet.
        case request(packet: [UInt8], startedNanoseconds: UInt64)
        /// The reply of a request that was.
        case reply(HeldReply)
    }

    let call: any CalloutCall
    let request: CalloutRequest
    /// When to give up, nanoseconds of the session's clock.
    let deadlineNanoseconds: UInt64
    /// The event that was asked about.
    let event: Event
    let subject: Subject
    /// What rules want beside the question.
    let directive: Directive
}
