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
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        return Kind(
            title: "integer \(bounds)", types: [.number],
            schema: { _ in
                .schema(
                    type: "integer", ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)))
            },
            write: { .integer($0) },
            read: { node in
                let expected = "a whole number from \(bounds)"
                guard case .number(let number) = node.node.value else {
                    node.mismatch(expected: expected)
                    return nil
                }
                guard number.isInteger else {
                    node.error(
                        "expected \(expected), written without fraction and exponent, "
                            + "found \(node.found)")
                    return nil
                }
                guard let value = number.integer(as: Value.self), range.contains(value) else {
                    node.mismatch(expected: expected)
                    return nil
                }
                return value
            })
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
