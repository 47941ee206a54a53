import StrictJSON

/// A name and where the scenario wrote it, for names that are looked up once all is read.
struct PlacedName: Sendable {
    let text: String
    let place: Place
}

extension Kind where Value == PlacedName {
    /// The name of something declared elsewhere, such as a rule or a state.
    static func reference(to noun: String) -> Kind {
        Kind<String>.nonEmptyString
            .map { text, node in PlacedName(text: text, place: node.place) }
            .titled("name of a \(noun)")
    }
}

extension Kind {
    /// One value, or an array of them.
    static func oneOrMore<Element: Sendable>(_ element: Kind<Element>) -> Kind
    where Value == [Element] {
        anyOf([element.map { [$0] }, .array(of: element, count: 1...Int.max)])
            .titled("\(element.title) or array of them")
    }
}

extension Kind {
    /// The same kind for a union, where it also takes bare numbers, only to say what is wrong
    /// with them: that a size or a duration needs its unit.
    var refusingNumbers: Kind {
        Kind(
            title: title, types: types.union([.number]), memberNames: memberNames,
            schema: { schema(&$0) }, write: { json(for: $0) ?? .null }, read: { read($0) })
    }
}

extension Kind where Value == Bool {
    /// `true` and nothing else, for keys that say something by being there.
    static var onlyTrue: Kind {
        Kind(
            title: "true", types: [.bool],
            schema: { _ in .object([("const", .bool(true))]) },
            read: { node in
                guard case .bool(true) = node.node.value else {
                    node.error("expected true, found \(node.found); leave the key out instead")
                    return nil
                }
                return true
            })
    }
}

extension PlacedNode {
    /// The value as JSON on one line, for reports.
    var text: String { JSONValue(node).text() }
}
