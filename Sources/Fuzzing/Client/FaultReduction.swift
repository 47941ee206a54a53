import StrictJSON

/// The next simpler scenarios, for a search of the smallest that still shows something.
public enum FaultReduction {
    /// Everything one step simpler, the largest steps first; each has to be tried before its own
    /// candidates are asked for.
    public static func candidates(_ faults: [ClientFault]) -> [[ClientFault]] {
        reduced(faults) { fault in
            simpler(rules: fault.rules).map { rules in
                var simpler = fault
                simpler.rules = rules
                return simpler
            }
        }
    }

    private static func simpler(rules: [JSONValue]) -> [[JSONValue]] {
        reduced(rules, by: simpler(rule:))
    }

    /// The list without one of its elements, unless it has one only, and with one made simpler.
    private static func reduced<Element>(
        _ list: [Element], by simpler: (Element) -> [Element]
    ) -> [[Element]] {
        (list.count > 1 ? pieces(list) : [])
            + list.indices.flatMap { index in
                simpler(list[index]).map { list.replacing(index, $0) }
            }
    }

    private static func simpler(rule: JSONValue) -> [JSONValue] {
        guard case .object(let members) = rule else { return [] }
        var found: [JSONValue] = []
        // `times` stays: without it a server may go on for ever, and so may a correct client.
        for key in ["continue", "skip", "when", "phase"]
        where members.contains(where: { $0.key == key }) {
            found.append(.object(members.filter { $0.key != key }))
        }
        for (index, member) in members.enumerated() where ["do", "times"].contains(member.key) {
            for value in simpler(value: member.value) {
                var changed = members
                changed[index].value = value
                found.append(.object(changed))
            }
        }
        return found
    }

    /// Values that are shorter or nearer to nothing; what is no scenario any more is not tried.
    private static func simpler(value: JSONValue) -> [JSONValue] {
        switch value {
        case .null, .bool: []
        case .number(let number): simpler(number)
        case .string(let text): simpler(text).map { .string($0) }
        case .array(let elements):
            pieces(elements).map { .array($0) }
                + elements.indices.flatMap { index in
                    simpler(value: elements[index]).map { .array(elements.replacing(index, $0)) }
                }
        case .object(let members):
            reduced(members) { member in
                simpler(value: member.value).map { (key: member.key, value: $0) }
            }.map { .object($0) }
        }
    }

    /// The list without one of its elements.
    private static func pieces<Element>(_ list: [Element]) -> [[Element]] {
        list.indices.map { index in
            var fewer = list
            fewer.remove(at: index)
            return fewer
        }
    }

    private static func simpler(_ number: JSONNumber) -> [JSONValue] {
        guard let value = number.integer(as: Int64.self), value > 1 else { return [] }
        return value > 3 ? [1, .integer(value / 2)] : [1]
    }

    /// Halves of long texts, cut where hex digits come in pairs.
    private static func simpler(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count > 2 else { return [] }
        let half = scalars.count / 4 * 2
        return [scalars[..<max(half, 2)], scalars[(scalars.count - max(half, 2))...]].map { part in
            var text = ""
            text.unicodeScalars.append(contentsOf: part)
            return text
        }
    }
}

extension Array {
    /// The array with another element in this place.
    fileprivate func replacing(_ index: Int, _ element: Element) -> [Element] {
        var changed = self
        changed[index] = element
        return changed
    }
}
