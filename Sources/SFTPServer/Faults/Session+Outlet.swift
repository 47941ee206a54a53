internal import SFTPWire
internal import Scenario

// Replies on which a rule acts as packets: their turn, what is sent for them, and its way into
// the output, which goes in slices so that nothing a rule sends takes memory or other sessions'
// time.
extension Session {
    /// Bytes an emission leaves waiting in the output.
    private var emissionRoom: Int { min(context.limits.pendingOutput, 256 * 1024) }

    /// Sends a reply when its turn has come, and all whose turn that makes.
    func dispatch(_ reply: HeldReply) {
        let outlet = self.outlet ?? ReplyOutlet()
        self.outlet = outlet
        outlet.due.append(reply)
        serveDue(outlet)
    }

    private func serveDue(_ outlet: ReplyOutlet) {
        guard !outlet.isDispatching else { return }
        outlet.isDispatching = true
        while !outlet.due.isEmpty {
            let reply = outlet.due.removeFirst()
            if stage == .ended { recordAbandoned(.reply(reply)) } else { route(reply, outlet) }
        }
        outlet.isDispatching = false
        watch(outlet)
        emit()
        leaveIdleOutlet()
    }

    /// Goes back to replies that go straight into the output, when nothing waits.
    private func leaveIdleOutlet() {
        if outlet?.isIdle == true { outlet = nil }
    }

    private func route(_ reply: HeldReply, _ outlet: ReplyOutlet) {
        let rules = reply.exchange.rules
        if let hold = rules?.shape?.hold {
            rules?.shape?.hold = nil
            outlet.keep(
                reply, until: hold.end, deadline: nowNanoseconds.adding(hold.limitNanoseconds))
        } else if let order = rules?.shape?.order {
            rules?.shape?.order = nil
            outlet.gather(
                reply, order, deadline: nowNanoseconds.adding(order.limitNanoseconds))
        } else {
            transmit(reply, outlet)
        }
    }

    private func transmit(_ reply: HeldReply, _ outlet: ReplyOutlet) {
        let exchange = reply.exchange
        let ids = ReplyIDs(request: exchange.id, previous: lastRepliedID)
        let emissions =
            exchange.rules?.shape?.emissions(of: reply.bytes, ids)
            ?? (reply.bytes.isEmpty ? [] : [.run(EmissionRun(reply.bytes))])
        outlet.queue += emissions
        record(exchange, path: reply.path.span.bytes, newPath: reply.newPath.span.bytes)
        if let fault = reply.fault { end(fault) }
        outlet.note(exchange, isSent: !emissions.isEmpty)
    }

    /// Sets a timer for the first deadline, unless one that is early enough runs.
    private func watch(_ outlet: ReplyOutlet) {
        guard let deadline = outlet.deadline else { return }
        if let watched = outletDeadline, watched <= deadline { return }
        outletDeadline = deadline
        outletToken = schedule(deadline > nowNanoseconds ? deadline - nowNanoseconds : 0)
    }

    /// The timer of the first deadline.
    func outletDeadlinePassed() {
        outletDeadline = nil
        outletToken = nil
        guard let outlet else { return }
        outlet.expire(at: nowNanoseconds)
        serveDue(outlet)
    }

    /// The client will send no more, so that nothing can come that replies wait for.
    func releaseAllReplies() {
        guard let outlet else { return }
        outlet.expire(at: .max)
        serveDue(outlet)
    }

    /// Puts what waits for room into the output, as far as there is room.
    ///
    /// `isSending`: the transport is in the middle of taking output and must not be told of an
    /// end, so a timer does it.
    func emit(isSending: Bool = false) {
        guard let outlet, outlet.isEmitting, !outlet.isPausing else { return }
        while let first = outlet.queue.first {
            switch first {
            case .run(var run):
                let isDone = fill(&run, outlet)
                if isDone { outlet.queue.removeFirst() } else { outlet.queue[0] = .run(run) }
                if !isDone || outlet.isPausing { return }
            case .end(let fault):
                if isSending { return serveSoon() }
                outlet.queue = []
                channel.end(fault)
            }
        }
        if isSending { serveSoon() }
    }

    private func fill(_ run: inout EmissionRun, _ outlet: ReplyOutlet) -> Bool {
        guard let pieces = run.pieces else { return run.fill(&output, room: emissionRoom) }
        // A piece of its own leaves on its own.
        guard output.isEmpty else { return false }
        let isDone = run.fillPiece(&output, pieces)
        if pieces.pauseNanoseconds > 0, !isDone {
            outlet.isPausing = true
            emissionToken = schedule(pieces.pauseNanoseconds)
        }
        return isDone
    }

    /// Goes on when the transport has nothing to do.
    func serveSoon() {
        if emissionToken == nil { emissionToken = schedule(0) }
    }

    /// The timer between two pieces, or behind the last of what waited for room.
    func emissionTimerFired() {
        emissionToken = nil
        outlet?.isPausing = false
        emit()
        leaveIdleOutlet()
    }
}

extension UInt64 {
    /// The sum, or the largest number.
    func adding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
