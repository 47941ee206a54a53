internal import SFTPWire
internal import Scenario

// Events about which a program is asked: the session waits as it does for a gate.
extension Session {
    /// Asks about a request, which is taken up again with what the answer says, or about its
    /// reply, which leaves as the answer says.
    func ask(
        _ request: CalloutRequest, _ subject: CalloutWait.Subject, _ directive: Directive,
        _ event: Event
    ) {
        var rest = directive
        rest.callout = nil
        let call =
            context.caller.map {
                $0(request, CalloutBody.bytes(of: event, includesData: request.sendsData))
            } ?? ForbiddenCall()
        let (deadline, overflow) = context.clock.nanoseconds()
            .addingReportingOverflow(request.timeoutNanoseconds)
        advance(
            CalloutWait(
                call: call, request: request, deadlineNanoseconds: overflow ? .max : deadline,
                event: event, subject: subject, directive: rest),
            isFirst: true)
    }

    /// Goes on with what waits if its answer has come, or never will.
    func advance(_ wait: CalloutWait, isFirst: Bool = false) {
        switch wait.call.advance() {
        case .answered(let bytes) where !isFirst: take(bytes, wait)
        case .failed(let reason) where !isFirst: fail(wait, reason)
        case .waiting where nowNanoseconds >= wait.deadlineNanoseconds:
            fail(wait, "no answer in \(wait.request.timeoutNanoseconds / 1_000_000) ms")
        // What came at once is taken up by a timer too: the request is being answered just now.
        default: hold(.callout(wait), nanoseconds: CalloutWait.pollNanoseconds)
        }
    }

    private func take(_ bytes: [UInt8], _ wait: CalloutWait) {
        var event = wait.event
        event.wallSeconds = context.wallSeconds()
        do throws(CalloutAnswer.Problem) {
            let answer = try CalloutAnswer(bytes, to: event, seed: random.next())
            let decision = Decision(rules: wait.directive.rules, effects: answer.effects)
            context.carryOut(decision, event)
            goOn(wait, answer.effects)
        } catch {
            fail(wait, error.text)
        }
    }

    private func fail(_ wait: CalloutWait, _ reason: String) {
        let text = "callout to \(wait.request.url.text) failed: \(reason)"
        context.journal.log(
            Array(text.utf8), wait.event, rules: wait.directive.rules,
            nanoseconds: context.clock.nanoseconds())
        switch wait.request.failure {
        case .pass: goOn(wait, [])
        case .status(let code):
            // The reason stays in the journal: where it is asked is not the client's business.
            let message = TemplateText(Array("The callout failed".utf8))
            goOn(wait, [.status(StatusReplacement(code: code, message: message))])
        }
    }

    private func goOn(_ wait: CalloutWait, _ effects: [Effect]) {
        var directive = wait.directive
        directive.add(effects)
        if directive.reply.isDrawn { draw(&directive) }
        switch wait.subject {
        case .request(let packet, let started):
            resume(.request(packet: packet, directive: directive, startedNanoseconds: started))
        case .reply(let held): goOn(held, directive)
        }
    }

    private func goOn(_ held: HeldReply, _ directive: Directive) {
        guard stage != .ended else {
            recordAbandoned(.outcome(held))
            return
        }
        var exchange = putBack(held)
        finish(
            &exchange, directive, path: held.path.span.bytes, newPath: held.newPath.span.bytes)
    }
}

/// The call of a closure where no program may be asked; of a scenario's rules the server asks
/// before it starts.
private final class ForbiddenCall: CalloutCall {
    func advance() -> CalloutProgress { .failed("callouts are not allowed") }
}
