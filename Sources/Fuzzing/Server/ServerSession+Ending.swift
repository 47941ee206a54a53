internal import SFTPWire

extension ServerSession {
    /// Sends what does not end in a packet, ends the server's input and judges its end.
    func endAfter(_ bytes: [UInt8]) -> Outcome {
        mayEnd = true
        if !bytes.isEmpty {
            let outcome = exchange(bytes) { true }
            guard case .goesOn = outcome else { return outcome }
        }
        isOver = true
        let ending = pipe.end(into: &received, waiting: bounds.silence)
        if let violation = takeReplies() { return over(violation) }
        return judge(ending)
    }

    func endedByItself() -> Outcome {
        isOver = true
        let ending = pipe.end(into: &received, waiting: bounds.silence)
        if let violation = takeReplies() { return over(violation) }
        return judge(ending)
    }

    private func judge(_ ending: ServerEnding) -> Outcome {
        let place = Self.place(in: pipe.complaint)
        let site = place ?? ledger.last?.site ?? "greeting"
        switch ending {
        // It had to be bounded somehow: what a file may hold is the fuzzer's own doing.
        case .signaled(let number) where number == Self.fileSizeSignal: return .ended
        case .signaled(let number):
            return broken(
                .crash,
                "signal \(number) after \(ledger.last?.label ?? "the greeting")"
                    + (place.map { ": \($0)" } ?? ""), "signal \(number) \(site)")
        case .stayed:
            return broken(
                .hang,
                "it still ran \(bounds.silence) after its input or output had ended, "
                    + "behind \(ledger.last?.label ?? "the greeting")", "\(site) end")
        case .exited(let status):
            guard mayEnd else {
                return broken(
                    .exit,
                    "it ended with \(status) after \(ledger.last?.label ?? "the greeting")"
                        + (place.map { ": \($0)" } ?? ""), "status \(status) \(site)")
            }
            return .ended
        }
    }

    func checkMemory() -> Outcome {
        guard let first = firstMemory, let now = pipe.peakMemory else { return .goesOn }
        guard now - first > bounds.memoryGrowth else { return .goesOn }
        return broken(
            .memory, "its resident memory grew from \(first >> 20) MiB to \(now >> 20) MiB",
            ledger.last?.site ?? "greeting")
    }

    func broken(
        _ oracle: ServerOracle, _ message: String, _ site: String
    ) -> Outcome {
        over(ServerViolation(oracle: oracle, message: message, site: site))
    }

    func over(_ violation: ServerViolation) -> Outcome {
        if !isOver {
            isOver = true
            _ = pipe.end(into: &received, waiting: .zero)
        }
        return .broken(violation)
    }

    /// SIGXFSZ, on every Linux this runs on.
    private static var fileSizeSignal: Int32 { 25 }

    static func isWhole(_ bytes: [UInt8]) -> Bool {
        let length = BigEndian.word(bytes, at: 0)
        return length > 0 && bytes.count == 4 + Int(length)
    }

    /// The line in which a runtime says what went wrong, numbers left out.
    private static func place(in complaint: String) -> String? {
        let marks = ["SUMMARY: ", "panic: ", "fatal error: ", "Fatal error: ", "Error: "]
        let lines = complaint.split(separator: "\n")
        for mark in marks {
            guard let line = lines.last(where: { $0.contains(mark) }) else { continue }
            var text = ""
            for character in line.prefix(120) {
                if !character.isNumber {
                    text.append(character)
                } else if text.last != "N" {
                    text.append("N")
                }
            }
            return text
        }
        return nil
    }
}
