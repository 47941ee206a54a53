/// One of the keys of which an object has exactly one.
public struct Choice<Value: Sendable>: Sendable {
    let key: Key<Value>

    /// A choice.
    ///
    /// - Parameters:
    ///   - name: the key.
    ///   - kind: what stands behind it.
    ///   - alsoKnownAs: wrong names for which this one is suggested.
    ///   - summary: one sentence for schema and reference.
    public init(
        _ name: String, _ kind: Kind<Value>, alsoKnownAs: [String] = [], _ summary: String
    ) {
        key = Key(name, kind, alsoKnownAs: alsoKnownAs, summary)
    }
}

extension Kind {
    /// Either of two kinds or more that have the same Swift value.
    ///
    /// The JSON form of the value decides, and for objects a key that only one of them has; so each
    /// value is read once, and errors speak of the form that was tried.
    ///
    /// - Parameters:
    ///   - title: the words of reference and messages; those of the kinds joined if absent.
    ///   - kinds: the kinds, the more usual first.
    public static func anyOf(title: String? = nil, _ kinds: [Kind]) -> Kind {
        let title = title ?? kinds.map(\.title).joined(separator: " or ")
        return Kind(
            title: title,
            types: kinds.reduce(into: []) { $0.formUnion($1.types) },
            memberNames: kinds.allSatisfy { !$0.types.contains(.object) || !$0.memberNames.isEmpty }
                ? kinds.flatMap(\.memberNames) : [],
            schema: { definitions in
                var parts: [JSONValue] = []
                for kind in kinds {
                    parts.append(kind.schema(&definitions))
                }
                return .object([("anyOf", .array(parts))])
            },
            write: { value in
                for kind in kinds {
                    if let json = kind.json(for: value) { return json }
                }
                return .null
            },
            read: { node in
                let fitting = kinds.filter { $0.types.contains(node.node.type) }
                guard let first = fitting.first else {
                    node.mismatch(expected: title.withArticle)
                    return nil
                }
                guard fitting.count > 1, let members = node.members else {
                    return first.read(node)
                }
                let keys = Set(members.map { CodeUnits(text: $0.member.key) })
                let chosen = fitting.first {
                    $0.memberNames.contains { keys.contains(CodeUnits(text: $0)) }
                }
                return (chosen ?? fitting.first { $0.memberNames.isEmpty } ?? first).read(node)
            })
    }

    /// An object with exactly one key, which decides what stands behind it.
    ///
    /// - Parameters:
    ///   - name: how messages name the object, such as `path matcher`.
    ///   - choices: the keys.
    public static func oneKey(_ name: String, _ choices: [Choice<Value>]) -> Kind {
        let keys: [any KeyDescriptor] = choices.map(\.key)
        let list = choices.map { "\"\($0.key.name)\"" }.joined(separator: ", ")
        return Kind(
            title: "object with one of " + choices.map(\.key.name).joined(separator: ", "),
            types: [.object], memberNames: choices.map(\.key.name),
            schema: { definitions in
                JSONSchemaWriter.object(keys, &definitions, memberCount: 1...1)
            },
            read: { node in
                guard let reader = ObjectReader(node, name: name, keys: keys) else { return nil }
                var found: [(name: String, value: Value?)] = []
                for choice in choices where reader.has(choice.key) {
                    found.append((choice.key.name, reader.read(choice.key)))
                }
                reader.finish()
                guard found.count == 1 else {
                    if found.count > 1 {
                        let names = found.map { "\"\($0.name)\"" }.joined(separator: " and ")
                        node.error("\(names) exclude each other in \(name)")
                    } else if !reader.hasUnknownKeys {
                        node.error("\(name) needs one of the keys \(list)")
                    }
                    return nil
                }
                return found[0].value
            })
    }
}

extension String {
    /// The words with `a` or `an` before them.
    var withArticle: String {
        guard let first = unicodeScalars.first else { return self }
        return ("aeiou".unicodeScalars.contains(first) ? "an " : "a ") + self
    }
}
