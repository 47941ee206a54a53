extension Session {
    /// Goes on with what held the session up.
    func resume(_ held: Hold) {
        switch held {
        case .request(let packet, let directive, let started):
            resumed = (directive, started)
            answer(packet.span.bytes)
            resumed = nil
        case .pace(let packet, let started):
            pacedSince = started
            answer(packet.span.bytes)
            pacedSince = nil
        case .reply(let reply):
            if let gate = reply.gate, !isOpen(gate) {
                keepBack(reply, nanoseconds: Gate.pollNanoseconds)
            } else {
                release(reply)
            }
        case .outcome(let reply): conclude(reply)
        case .gate(let gate, let next):
            if isOpen(gate) {
                resume(next)
            } else {
                hold(held, nanoseconds: Gate.pollNanoseconds)
            }
        case .callout(let wait): advance(wait)
        case .work(let work): advance(work)
        case .textSeek(let job): continueTextSeek(job)
        case .input(let injection): injected = injection
        }
    }
}
