public import SFTPWire

/// A duration that is drawn, the same for the same seed on every platform.
public enum DurationSpread: Equatable, Sendable {
    /// Any duration between these, nanoseconds, equally likely.
    case uniform(ClosedRange<UInt64>)
    /// Half of the draws are below `median` nanoseconds, few are far above: the logarithm is
    /// normally distributed with deviation `sigma`. None is above `limit`.
    case logNormal(median: UInt64, sigma: Double, limit: UInt64)

    /// Draws a duration, nanoseconds.
    public func draw(_ random: inout SeededRandom) -> UInt64 {
        switch self {
        case .uniform(let range):
            let (width, isWhole) = (range.upperBound - range.lowerBound)
                .addingReportingOverflow(1)
            guard !isWhole else { return random.next() }
            return range.lowerBound + random.next().multipliedFullWidth(by: width).high
        case .logNormal(let median, let sigma, let limit):
            // The sum of twelve equal chances is near enough to a normal distribution.
            let sum = (0..<12).reduce(0.0) { sum, _ in
                sum + Double(random.next() >> 11) * 0x1p-53
            }
            let nanoseconds = Double(median) * Self.exponential(sigma * (sum - 6))
            return UInt64(exactly: nanoseconds.rounded()).map { min($0, limit) } ?? limit
        }
    }

    /// e to the power of `exponent`; the C library's differs between platforms in its last bit.
    static func exponential(_ exponent: Double) -> Double {
        let twos = (exponent / 0.693_147_180_559_945_3).rounded()
        let rest = exponent - twos * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for index in 1...16 {
            term *= rest / Double(index)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(twos), significand: sum)
    }
}
