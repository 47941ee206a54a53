internal import Scenario

/// The effects of one decision, sorted by what the session does with them.
struct Directive {
    /// The rules that acted, for the journal.
    var rules: RuleList
    var status: StatusReplacement?
    var skipsOperation = false
    var delay: Delay?
    var content = ContentDirective()
    var attributes: AttributePatch?
    var dropsReply = false
    var fault: ConnectionFault?
    var version: VersionAnswer?
    var atEnd: Bool?
    var reply = ReplyDirective()
    /// What happens below, from the answer on.
    var stream: [StreamEffect] = []
    var files = FileDirective()
    var pause: PauseRequest?
    var callout: CalloutRequest?

    /// Whether the rule gives an answer, or a part of it.
    var answers: Bool {
        status != nil || attributes != nil || content.answers || reply.answers
    }

    /// Whether a request whose rule this is in the before phase is carried out at all.
    var performsOperation: Bool {
        status == nil && !skipsOperation && !dropsReply && (fault == nil || answers)
    }

    /// Where OPEN or OPENDIR is not to be done, a handle is given out with nothing behind it.
    mutating func openNothing() {
        guard skipsOperation else { return }
        skipsOperation = false
        var handle = content.handle ?? HandleAnswer()
        handle.opensNothing = true
        content.handle = handle
    }

    struct Delay {
        var nanoseconds: UInt64
        var holdsSession: Bool
    }

    /// Later effects of a kind replace earlier ones; delays add up.
    init(_ decision: Decision) {
        rules = decision.rules
        add(decision.effects)
    }

    /// Adds effects behind those there are.
    mutating func add(_ effects: [Effect]) {
        for effect in effects { add(effect) }
    }

    private mutating func add(_ effect: Effect) {
        switch effect {
        case .status(let replacement): status = replacement
        case .skipOperation: skipsOperation = true
        case .delay(let nanoseconds, let holdsSession): add(nanoseconds, holdsSession)
        case .content(let effect): content.add(effect)
        case .attributes(let patch): attributes = patch
        case .dropReply: dropsReply = true
        case .endConnection(let end): fault = end
        case .version(let answer): version = answer
        case .stream(let effect): stream.append(effect)
        case .atEnd(let isAtEnd): atEnd = isAtEnd
        case .flow(.pause(let request)): pause = request
        case .flow(.callout(let request)): callout = request
        case .flow:
            // The context carries the others out, for sessions and connections alike.
            break
        case .reply(let effect): reply.add(effect)
        case .files(let effect): files.add(effect)
        case .acceptAuthentication, .denyAuthentication, .partialSuccess, .login, .channel:
            // The loader allows these on events only which no session sees.
            break
        }
    }

    /// Adds a delay to those there are.
    mutating func add(_ nanoseconds: UInt64, _ holdsSession: Bool) {
        let sum = (delay?.nanoseconds ?? 0).addingReportingOverflow(nanoseconds)
        delay = Delay(
            nanoseconds: sum.overflow ? .max : sum.partialValue,
            holdsSession: holdsSession || delay?.holdsSession == true)
    }
}
