/// A JSON value to be written: schemas, defaults, examples; members keep their order.
public indirect enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// A literal.
    case bool(Bool)
    /// A number by its text, which must be one by RFC 8259 section 6.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// Elements in order.
    case array([JSONValue])
    /// Members in order.
    case object([(key: String, value: JSONValue)])

    /// An integer, exact.
    public static func integer(_ value: some FixedWidthInteger) -> JSONValue {
        .number(JSONNumber(value))
    }

    /// A double, whole ones without a fraction; `null` when it is not finite.
    public static func double(_ value: Double) -> JSONValue {
        guard value.isFinite else { return .null }
        let text = value.description
        return .number(JSONNumber(text: text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
    }

    /// The value of a node that was read, without its places.
    public init(_ node: JSONNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map { JSONValue($0) })
        case .object(let members):
            self = .object(members.map { ($0.key, JSONValue($0.value)) })
        }
    }

    /// The value as text.
    public func text(_ style: JSONWriter.Style = .compact) -> String {
        var writer = JSONWriter(style: style)
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
