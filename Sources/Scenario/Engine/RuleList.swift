/// The rules that acted on one event, by index, in the order they acted.
///
/// Six are stored inline so that journal records stay free of allocation: more act on one event
/// only where that many rules say `continue`. At most ``limit`` are listed; the rest are counted.
public struct RuleList: Equatable, Sendable {
    /// The most rules listed.
    public static let limit = 64
    private static let inlineCount = 6

    private var slots = InlineArray<6, UInt16>(repeating: 0)
    private var used: UInt8 = 0
    /// The seventh rule and those after it.
    private var more: [UInt16] = []
    /// How many acted that are not listed.
    public private(set) var omitted: UInt16 = 0

    /// No rule.
    public init() {}

    /// One rule.
    public init(_ rule: Int) {
        append(rule)
    }

    /// How many rules are listed.
    public var count: Int { Int(used) + more.count }

    /// Whether no rule acted.
    public var isEmpty: Bool { used == 0 }

    /// The rule that was listed last, or nil.
    public var last: Int? { isEmpty ? nil : self[count - 1] }

    /// Bytes it takes beside its own.
    var extraByteCount: Int { more.count * MemoryLayout<UInt16>.stride }

    /// The rule at `position`, from 0; 0 beyond the end.
    public subscript(position: Int) -> Int {
        guard (0..<count).contains(position) else { return 0 }
        return position < Self.inlineCount
            ? Int(slots[position]) : Int(more[position - Self.inlineCount])
    }

    /// Lists one more rule.
    public mutating func append(_ rule: Int) {
        guard count < Self.limit, let value = UInt16(exactly: rule) else {
            omitted = omitted.addingReportingOverflow(1).overflow ? .max : omitted + 1
            return
        }
        guard used < Self.inlineCount else {
            more.append(value)
            return
        }
        slots[Int(used)] = value
        used += 1
    }

    /// Lists the rules of `other` after these.
    public mutating func append(contentsOf other: RuleList) {
        for position in 0..<other.count {
            append(other[position])
        }
        let (sum, overflow) = omitted.addingReportingOverflow(other.omitted)
        omitted = overflow ? .max : sum
    }

    /// Whether `rule` is listed.
    public func contains(_ rule: Int) -> Bool {
        for position in 0..<count where self[position] == rule {
            return true
        }
        return false
    }

    /// Whether both list the same rules in the same order.
    public static func == (left: RuleList, right: RuleList) -> Bool {
        guard left.count == right.count, left.omitted == right.omitted else { return false }
        for position in 0..<left.count where left[position] != right[position] {
            return false
        }
        return true
    }
}
