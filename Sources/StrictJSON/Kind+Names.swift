extension Kind {
    /// One of a closed list of names.
    ///
    /// - Parameters:
    ///   - noun: what the names are, such as `status code`.
    ///   - table: the names in the order of the reference, each with its value.
    ///   - otherNames: further spellings, read as well but never suggested.
    public static func name(
        _ noun: String, _ table: [(name: String, value: Value)],
        otherNames: [(name: String, value: Value)] = []
    ) -> Kind {
        let names = table.map(\.name)
        // Reading by linear search would cost the table's length per value; keep an index.
        var values: [CodeUnits: Value] = [:]
        for entry in otherNames + table {
            values[CodeUnits(text: entry.name)] = entry.value
        }
        return Kind(
            title: noun, types: [.string],
            schema: { _ in
                .object([("enum", .array((names + otherNames.map(\.name)).map { .string($0) }))])
            },
            read: { [values] node in
                guard let text = node.stringValue(expected: "the name of a \(noun)") else {
                    return nil
                }
                guard let value = values[CodeUnits(text: text)] else {
                    node.unknownName(text, noun: noun, known: names)
                    return nil
                }
                return value
            })
    }
}

extension Kind
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enum, by raw value.
    ///
    /// - Parameter noun: what the cases are, such as `event`.
    public static func name(_ noun: String) -> Kind {
        let table = Value.allCases.map { (name: $0.rawValue, value: $0) }
        let named = Kind.name(noun, table)
        return Kind(
            title: named.title, types: named.types, schema: { named.schema(&$0) },
            write: { .string($0.rawValue) }, read: { named.read($0) })
    }
}

extension PlacedNode {
    /// Adds the error for a name that is not in a list: with a suggestion if one is near, else with
    /// the list if it is short.
    public func unknownName(_ text: String, noun: String, known: [String]) {
        let suggestion =
            diagnostics.isFull ? nil : EditDistance.nearest(to: text, among: known)
        var message = "unknown \(noun) \(text.quotedForMessage)"
        if suggestion == nil, known.count <= 12 {
            message += "; known are " + known.map { "\"\($0)\"" }.joined(separator: ", ")
        }
        error(message, suggestion: suggestion)
    }
}
