/// A test on a number: values and ranges, of which one has to hold it.
public struct NumberMatcher: Equatable, Sendable {
    /// The ranges.
    public let ranges: [ClosedRange<UInt64>]
    /// How the scenario wrote it, as JSON, for reports.
    public let text: String

    /// Makes a test from ranges and the text that said so.
    public init(ranges: [ClosedRange<UInt64>], text: String) {
        self.ranges = ranges
        self.text = text
    }

    /// The number itself and nothing else.
    public init(exactly value: UInt64) {
        self.init(ranges: [value...value], text: String(value))
    }

    /// More than `bound`.
    public init(above bound: UInt64) {
        let (least, overflow) = bound.addingReportingOverflow(1)
        self.init(ranges: overflow ? [] : [least...UInt64.max], text: "{\"above\": \(bound)}")
    }

    /// Whether one of the ranges holds `value`.
    public func matches(_ value: UInt64) -> Bool {
        for range in ranges where range.contains(value) {
            return true
        }
        return false
    }
}
