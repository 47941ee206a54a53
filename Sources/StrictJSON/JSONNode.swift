/// One JSON value and the bytes it was read from.
public struct JSONNode: Sendable {
    /// The value.
    public let value: Value
    /// Where its text stands, brackets and quotation marks included.
    public let span: SourceSpan

    /// The seven forms a JSON value can have (RFC 8259 section 3), as a tree of places.
    public enum Value: Sendable {
        /// The literal `null`.
        case null
        /// The literals `true` and `false`.
        case bool(Bool)
        /// A number as it was written.
        case number(JSONNumber)
        /// A string with its escapes resolved.
        case string(String)
        /// The elements in order.
        case array([JSONNode])
        /// The members in order; members with the same key are all kept.
        case object([JSONMember])
    }

    /// A node.
    public init(value: Value, span: SourceSpan) {
        self.value = value
        self.span = span
    }

    /// The form of the value.
    public var type: JSONType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

/// One member of an object.
public struct JSONMember: Sendable {
    /// The key with its escapes resolved.
    public let key: String
    /// Where the key stands, quotation marks included.
    public let keySpan: SourceSpan
    /// The value.
    public let value: JSONNode
}

/// The text of a number; whoever reads it decides what it may be.
public struct JSONNumber: Hashable, Sendable {
    /// The number as written, which is valid by RFC 8259 section 6.
    public let text: String

    init(text: String) {
        self.text = text
    }

    /// An integer of any width.
    public init(_ value: some FixedWidthInteger) {
        text = String(value)
    }

    /// True when it was written without fraction and exponent.
    public var isInteger: Bool {
        !text.utf8.contains { byte in
            byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
        }
    }

    /// The exact integer, or nil when it was written otherwise or does not fit.
    public func integer<Integer: FixedWidthInteger>(as type: Integer.Type) -> Integer? {
        isInteger ? Integer(text) : nil
    }

    /// The nearest double, or nil when it is out of range.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

/// The form of a JSON value.
public enum JSONType: String, CaseIterable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool
    /// A number.
    case number
    /// A string.
    case string
    /// An array.
    case array
    /// An object.
    case object

    /// The form with its article, for messages.
    public var phrase: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
