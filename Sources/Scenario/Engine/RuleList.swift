/// The rules that acted on one event, by index, in the order they acted.
///
/// Stored inline so that journal records stay free of allocation. It holds six; a seventh
/// rule that acts on the same event by `continue` is counted by the engine, not listed here.
public struct RuleList: Equatable, Sendable {
    private static let capacity = 6

    private var slots = InlineArray<6, UInt16>(repeating: 0)
    private var used: UInt8 = 0

    /// No rule.
    public init() {}

    /// One rule.
    public init(_ rule: Int) {
        append(rule)
    }

    /// How many rules are listed.
    public var count: Int { Int(used) }

    /// Whether no rule acted.
    public var isEmpty: Bool { used == 0 }

    /// The rule that acted last, or nil.
    public var last: Int? { isEmpty ? nil : self[count - 1] }

    /// The rule at `position`, from 0; 0 beyond the end.
    public subscript(position: Int) -> Int {
        (0..<count).contains(position) ? Int(slots[position]) : 0
    }

    /// Lists one more rule.
    public mutating func append(_ rule: Int) {
        guard count < Self.capacity, let value = UInt16(exactly: rule) else { return }
        slots[count] = value
        used += 1
    }

    /// Lists the rules of `other` after these.
    public mutating func append(contentsOf other: RuleList) {
        for position in 0..<other.count {
            append(other[position])
        }
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
        guard left.used == right.used else { return false }
        for position in 0..<left.count where left[position] != right[position] {
            return false
        }
        return true
    }
}
