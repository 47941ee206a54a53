/// A value with the name it stands under, where the names are data: users, files, states.
public struct Named<Value: Sendable>: Sendable {
    /// The name; two names are the same only if their code units are.
    public let name: String
    /// The value.
    public let value: Value
    /// Where the name stands, for later diagnostics.
    public let place: Place
}

extension Kind {
    /// An array of a kind, of a number of elements in a range.
    ///
    /// Elements that cannot be read are left out; their errors are in the diagnostics.
    public static func array<Element: Sendable>(
        of element: Kind<Element>, count range: ClosedRange<Int> = 0...Int.max
    ) -> Kind where Value == [Element] {
        Kind(
            title: "array of \(element.title)", types: [.array],
            schema: { definitions in
                var members: [(key: String, value: JSONValue)] = [
                    ("items", element.schema(&definitions))
                ]
                if range.lowerBound > 0 {
                    members.append(("minItems", .integer(range.lowerBound)))
                }
                if range.upperBound < .max {
                    members.append(("maxItems", .integer(range.upperBound)))
                }
                return .schema(type: "array", members)
            },
            write: { values in .array(values.compactMap { element.json(for: $0) }) },
            read: { node in
                guard let elements = node.elements else {
                    node.mismatch(expected: "an array of \(element.title)")
                    return nil
                }
                if elements.count < range.lowerBound {
                    let few = elements.isEmpty ? "the array is empty" : "too few elements"
                    node.error(
                        range.lowerBound == 1 ? few : "\(few); \(range.lowerBound) are needed")
                } else if elements.count > range.upperBound {
                    node.error("too many elements; \(range.upperBound) are allowed")
                }
                return elements.compactMap { element.read($0) }
            })
    }

    /// An object whose keys are names chosen by the author, in the order of the file.
    ///
    /// - Parameters:
    ///   - noun: what a name stands for, such as `path`.
    ///   - check: says what is wrong with a name, or nil.
    public static func map<Element: Sendable>(
        _ noun: String, of element: Kind<Element>,
        check: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Kind where Value == [Named<Element>] {
        Kind(
            title: "object of \(noun) to \(element.title)", types: [.object],
            schema: { definitions in
                .schema(type: "object", ("additionalProperties", element.schema(&definitions)))
            },
            read: { node in
                guard let members = node.members else {
                    node.mismatch(expected: "an object of \(noun) to \(element.title)")
                    return nil
                }
                return members.compactMap { member, value in
                    let place = Place(
                        source: value.place.source, span: member.keySpan,
                        pointer: value.place.pointer)
                    if let problem = check(member.key) {
                        node.diagnostics.error(problem, at: place)
                    }
                    return element.read(value).map {
                        Named(name: member.key, value: $0, place: place)
                    }
                }
            })
    }

    /// An object with a closed list of keys.
    ///
    /// - Parameters:
    ///   - name: how messages name the object, such as `action "delay"` or `user`.
    ///   - keys: every key it may have.
    ///   - read: reads each key through the reader; nil only after an error was added.
    public static func object(
        _ name: String, _ keys: [any KeyDescriptor],
        read: @escaping @Sendable (ObjectReader) -> Value?
    ) -> Kind {
        Kind(
            title: "object", types: [.object], memberNames: keys.map(\.name),
            schema: { JSONSchemaWriter.object(keys, &$0) },
            read: { node in
                guard let reader = ObjectReader(node, name: name, keys: keys) else { return nil }
                let value = read(reader)
                reader.finish()
                return value
            })
    }
}
