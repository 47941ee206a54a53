extension Kind where Value == String {
    /// Any string.
    public static var string: Kind {
        Kind(
            title: "string", types: [.string], schema: { _ in .schema(type: "string") },
            write: { .string($0) },
            read: { $0.stringValue(expected: "a string") })
    }

    /// A string of at least one character.
    public static var nonEmptyString: Kind {
        Kind(
            title: "string", types: [.string],
            schema: { _ in .schema(type: "string", ("minLength", .integer(1))) },
            write: { .string($0) },
            read: { node in
                guard let text = node.stringValue(expected: "a string") else { return nil }
                guard !text.isEmpty else {
                    node.error("the string is empty")
                    return nil
                }
                return text
            })
    }
}

extension Kind where Value == Bool {
    /// `true` or `false`.
    public static var bool: Kind {
        Kind(
            title: "boolean", types: [.bool], schema: { _ in .schema(type: "boolean") },
            write: { .bool($0) },
            read: { node in
                guard case .bool(let value) = node.node.value else {
                    node.mismatch(expected: "true or false")
                    return nil
                }
                return value
            })
    }
}

extension Kind where Value == Double {
    /// A number in a range.
    public static func number(_ range: ClosedRange<Double>) -> Kind {
        let bounds =
            "\(JSONValue.double(range.lowerBound).text()) to "
            + JSONValue.double(range.upperBound).text()
        return Kind(
            title: "number \(bounds)", types: [.number],
            schema: { _ in
                .schema(
                    type: "number", ("minimum", .double(range.lowerBound)),
                    ("maximum", .double(range.upperBound)))
            },
            write: { .double($0) },
            read: { node in
                guard case .number(let number) = node.node.value, let value = number.double,
                    range.contains(value)
                else {
                    node.mismatch(expected: "a number from \(bounds)")
                    return nil
                }
                return value
            })
    }

    /// A number from 0, never, to 1, always.
    public static var probability: Kind {
        number(0...1)
    }
}

extension Kind where Value: FixedWidthInteger {
    /// A whole number, written without fraction and exponent, of the whole range of the type.
    public static var integer: Kind {
        integer(Value.min...Value.max)
    }

    /// A whole number in a range, written without fraction and exponent; exact up to 64 bits.
    public static func integer(_ range: ClosedRange<Value>) -> Kind {
        let words = IntegerRangeWords(range)
        return Kind(
            title: words.title, types: [.number],
            schema: { _ in
                .schema(
                    type: "integer", ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)))
            },
            write: { .integer($0) },
            read: { node in
                guard case .number(let number) = node.node.value else {
                    node.mismatch(expected: words.phrase)
                    return nil
                }
                guard number.isInteger else {
                    node.mismatch(
                        expected: "\(words.phrase), written without fraction and exponent")
                    return nil
                }
                guard let value = number.integer(as: Value.self), range.contains(value) else {
                    node.mismatch(expected: words.phrase)
                    return nil
                }
                return value
            })
    }
}

/// How a range of integers is named in the reference and in messages.
private struct IntegerRangeWords {
    let title: String
    let phrase: String

    init<Value: FixedWidthInteger>(_ range: ClosedRange<Value>) {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        title =
            lower == upper
            ? "the number \(lower)"
            : upper == .max ? "integer from \(lower)" : "integer \(lower) to \(upper)"
        phrase = lower == upper ? title : "a whole number from \(lower) to \(upper)"
    }
}

extension PlacedNode {
    func stringValue(expected: String) -> String? {
        guard case .string(let text) = node.value else {
            mismatch(expected: expected)
            return nil
        }
        return text
    }
}
