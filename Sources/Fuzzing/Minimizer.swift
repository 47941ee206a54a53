/// Makes an input smaller as long as it still shows what it showed.
public struct Minimizer: Sendable {
    /// How often the input may be tried, so that a slow finding does not stop a run.
    public var maximumTrialCount: Int

    /// Makes a minimiser.
    public init(maximumTrialCount: Int = 2_000) {
        self.maximumTrialCount = maximumTrialCount
    }

    /// The smallest stream found for which `isBad` still holds; `bytes` itself has to be bad.
    ///
    /// First packets are left out, then runs of bytes inside packets (whose lengths are
    /// repaired, or not when only the lie shows it), then bytes become zero.
    public func minimize(_ bytes: [UInt8], isBad: ([UInt8]) -> Bool) -> [UInt8] {
        var trials = 0
        func holds(_ candidate: [UInt8]) -> Bool {
            guard trials < maximumTrialCount, candidate.count <= bytes.count else { return false }
            trials += 1
            return isBad(candidate)
        }
        var best = PacketStream(bytes)
        func goesOn() -> Bool { trials < maximumTrialCount }
        best.pieces = Self.reduced(best.pieces, while: goesOn) { pieces in
            var trial = best
            trial.pieces = pieces
            return holds(trial.bytes)
        }
        for index in best.pieces.indices {
            for repairs in [true, false] {
                var body = best.pieces[index]
                let head = min(body.count, repairs ? 5 : 0)
                let front = Array(body[..<head])
                let rest = Self.reduced(Array(body[head...]), while: goesOn) { rest in
                    var trial = best
                    trial.pieces[index] = Self.packet(front + rest, repairs: repairs)
                    return holds(trial.bytes)
                }
                guard rest.count < body.count - head else { continue }
                body = Self.packet(front + rest, repairs: repairs)
                best.pieces[index] = body
            }
        }
        var result = best.bytes
        for index in result.indices where result[index] != 0 && goesOn() {
            var trial = result
            trial[index] = 0
            if holds(trial) { result = trial }
        }
        return result
    }

    private static func packet(_ bytes: [UInt8], repairs: Bool) -> [UInt8] {
        guard repairs, bytes.count >= 4 else { return bytes }
        var packet = bytes
        let length = UInt32(clamping: bytes.count - 4)
        for index in 0..<4 {
            packet[index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index))
        }
        return packet
    }

    /// Leaves out runs of elements, halves first, while the rest is still bad.
    private static func reduced<Element>(
        _ elements: [Element], while goesOn: () -> Bool, isBad: ([Element]) -> Bool
    ) -> [Element] {
        var rest = elements
        var run = max(rest.count / 2, 1)
        while !rest.isEmpty, goesOn() {
            var start = 0
            while start < rest.count, goesOn() {
                var trial = rest
                trial.removeSubrange(start..<min(start + run, rest.count))
                if isBad(trial) { rest = trial } else { start += run }
            }
            guard run > 1 else { break }
            run /= 2
        }
        return rest
    }
}
