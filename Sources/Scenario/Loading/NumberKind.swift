import StrictJSON

extension Kind where Value == NumberMatcher {
    /// A value, a list of values, or bounds.
    static func matcher(_ value: Kind<UInt64>, name: String) -> Kind {
        anyOf([
            value.refusingNumbers.map { number, node in
                NumberMatcher(ranges: [number...number], text: node.text)
            },
            Kind<[UInt64]>.array(of: value, count: 1...Int.max).map { numbers, node in
                NumberMatcher(ranges: numbers.map { $0...$0 }, text: node.text)
            },
            bounds(value),
        ]).titled("\(value.title), array of them, or bounds").defined(as: name)
    }

    private static func bounds(_ value: Kind<UInt64>) -> Kind {
        let above = Key("above", value, "More than this.")
        let below = Key("below", value, "Less than this.")
        let atLeast = Key("atLeast", value, "This or more.")
        let atMost = Key("atMost", value, "This or less.")
        let keys: [any KeyDescriptor] = [above, below, atLeast, atMost]
        return Kind(
            title: "bounds", types: [.object], memberNames: keys.map(\.name),
            schema: { JSONSchemaWriter.object(keys, &$0, memberCount: 1...2) },
            read: { node in
                guard let reader = ObjectReader(node, name: "the bounds", keys: keys) else {
                    return nil
                }
                let lowest = [
                    reader.read(above).map { $0.addingReportingOverflow(1) },
                    reader.read(atLeast).map { ($0, false) },
                ].compactMap { $0 }
                let highest = [
                    reader.read(below).map { $0.subtractingReportingOverflow(1) },
                    reader.read(atMost).map { ($0, false) },
                ].compactMap { $0 }
                reader.finish()
                return matcher(node, lowest, highest)
            })
    }

    /// The range that all bounds leave; each comes with whether it left the numbers there are.
    private static func matcher(
        _ node: PlacedNode, _ lowest: [(UInt64, Bool)], _ highest: [(UInt64, Bool)]
    ) -> NumberMatcher? {
        let count = node.members?.count ?? 0
        if count == 0 { node.error("the bounds are empty") }
        // Fewer than there are keys: some could not be read, which was reported.
        guard count > 0, lowest.count + highest.count == count else { return nil }
        let low = lowest.map(\.0).max() ?? 0
        let high = highest.map(\.0).min() ?? .max
        guard low <= high, !(lowest + highest).contains(where: \.1) else {
            node.error("no number is within these bounds")
            return nil
        }
        return NumberMatcher(ranges: [low...high], text: node.text)
    }
}
