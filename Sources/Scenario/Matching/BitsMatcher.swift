/// A test on a set of flags: open flags, or the attributes a request carries.
public struct BitsMatcher: Equatable, Sendable {
    /// Bits that have to be set.
    public let has: UInt32
    /// Bits that have to be clear.
    public let lacks: UInt32
    /// The whole value, or nil.
    public let equals: UInt32?
    /// How the scenario wrote it, as JSON, for reports.
    public let text: String

    /// Makes a test.
    public init(has: UInt32 = 0, lacks: UInt32 = 0, equals: UInt32? = nil, text: String = "") {
        self.has = has
        self.lacks = lacks
        self.equals = equals
        self.text = text
    }

    /// Whether `bits` pass.
    public func matches(_ bits: UInt32) -> Bool {
        bits & has == has && bits & lacks == 0 && (equals == nil || equals == bits)
    }
}
