internal import SFTPWire

extension ServerCampaign {
    /// What came of sending cases in one session.
    struct Played {
        /// What was broken.
        var violation: ServerViolation?
        /// How many cases were sent before the session was over.
        var count = 0
        var replyCount = 0
        /// Whether the server ended the session, as it may.
        var isEndedByServer = false
        /// What happened in each case, as hashes.
        var features: [Set<UInt64>] = []
    }

    func session() throws(ServerStartError) -> ServerSession {
        ServerSession(
            try start(),
            bounds: ServerSession.Bounds(
                profile: settings.profile, silence: settings.silence,
                memoryGrowth: settings.memoryGrowth))
    }

    /// Sends the cases in a fresh session, up to the one that ends it.
    func play(_ inputs: [FuzzInput], closing: Bool) throws(ServerStartError) -> Played {
        var played = Played()
        guard let first = inputs.first else { return played }
        let session = try session()
        func isOn(_ outcome: ServerSession.Outcome) -> Bool {
            switch outcome {
            case .goesOn: return true
            case .ended: played.isEndedByServer = true
            case .broken(let violation): played.violation = violation
            }
            return false
        }
        if !first.beginsWithINIT {
            guard isOn(session.greet(first.version)), isOn(session.checkSanity()) else {
                // The case is not to blame, but it must not come again and again.
                played.count = played.violation == nil ? 1 : 0
                return played
            }
        }
        for input in inputs {
            played.count += 1
            let outcome = session.run(input.bytes)
            played.replyCount += session.exchanges.count
            played.features.append(Set(session.exchanges.map { Self.feature($0, input) }))
            guard isOn(outcome) else { return played }
            if isOver() { break }
        }
        if case .broken(let violation) = session.finish(closing: closing) {
            played.violation = violation
        }
        return played
    }

    private static func feature(
        _ exchange: (request: SentRequest, reply: LiveReply), _ input: FuzzInput
    ) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ value: UInt64) {
            hash = (hash ^ value) &* 0x0000_0100_0000_01b3
        }
        mix(UInt64(input.version.rawValue))
        mix(UInt64(exchange.request.typeNumber))
        for byte in (exchange.request.fault?.kind.rawValue ?? "").utf8 { mix(UInt64(byte)) }
        mix(UInt64(exchange.reply.type?.rawValue ?? 0))
        mix(UInt64(exchange.reply.statusCode?.rawValue ?? 0))
        return hash
    }

    /// Makes what was found small and keeps it, unless it is known.
    mutating func record(
        _ violation: ServerViolation, history: [FuzzInput], closing: Bool
    ) throws(ServerStartError) {
        // A server that was cut off by the end of the run did nothing wrong.
        guard !isOver() else { return }
        statistics.violationCounts[violation.oracle, default: 0] += 1
        let firstKey = ServerFinding.key(violation)
        if let key = known[firstKey],
            let place = findings.firstIndex(where: { $0.key == key })
        {
            findings[place].count += 1
            return
        }
        let same = findings.count { $0.violation.oracle == violation.oracle }
        guard same < settings.findingCount else { return }
        var finding = ServerFinding(
            violation: violation, input: Self.joined(history), leavesHandlesOpen: !closing,
            repeatCount: 0, tryCount: 0)
        if let last = history.last, try shows(violation, last, closing) != nil {
            finding.input = last
        }
        finding.input.bytes = try minimized(finding.input, violation, closing)
        for _ in 0..<3 where !isOver() {
            finding.tryCount += 1
            guard let seen = try shows(violation, finding.input, closing) else { continue }
            finding.repeatCount += 1
            finding.violation = seen
        }
        known[firstKey] = finding.key
        if violation.oracle.isSlow {
            avoided.formUnion([violation.site, finding.violation.site])
        }
        if let place = findings.firstIndex(where: { $0.key == finding.key }) {
            findings[place].count += 1
        } else {
            findings.append(finding)
        }
    }

    /// Sends one conversation in a fresh session and counts what it breaks.
    public mutating func judge(
        _ input: FuzzInput, closing: Bool
    ) throws(ServerStartError) -> ServerViolation? {
        let played = try play([input], closing: closing)
        statistics.caseCount += 1
        if let violation = played.violation {
            statistics.violationCounts[violation.oracle, default: 0] += 1
        }
        return played.violation
    }

    private func shows(
        _ violation: ServerViolation, _ input: FuzzInput, _ closing: Bool
    ) throws(ServerStartError) -> ServerViolation? {
        let seen = try play([input], closing: closing).violation
        return seen?.oracle == violation.oracle ? seen : nil
    }

    private func minimized(
        _ input: FuzzInput, _ violation: ServerViolation, _ closing: Bool
    ) throws(ServerStartError) -> [UInt8] {
        var failure: ServerStartError?
        // Each trial that shows silence takes as long as the silence.
        let trialCount =
            violation.oracle.isSlow ? settings.trialCount / 20 + 8 : settings.trialCount
        let bytes = Minimizer(maximumTrialCount: trialCount).minimize(input.bytes) {
            guard failure == nil, !isOver() else { return false }
            var trial = input
            trial.bytes = $0
            // Another greeting is another case.
            guard trial.beginsWithINIT == input.beginsWithINIT else { return false }
            do throws(ServerStartError) {
                return try shows(violation, trial, closing) != nil && !isOver()
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// All cases of a session as one.
    private static func joined(_ history: [FuzzInput]) -> FuzzInput {
        var input = history.last ?? FuzzInput(direction: .request, version: .v3, bytes: [])
        input.bytes = history.flatMap(\.bytes)
        return input
    }
}
