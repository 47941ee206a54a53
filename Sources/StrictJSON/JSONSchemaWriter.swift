/// The named parts of a schema, each written once.
public struct SchemaDefinitions {
    private var schemas: [String: JSONValue] = [:]
    private var pending: Set<String> = []

    /// No parts yet.
    public init() {}

    /// A reference to a named part, which is described on first use; a part may refer to itself.
    public mutating func reference(
        to name: String, _ describe: (inout SchemaDefinitions) -> JSONValue
    ) -> JSONValue {
        if schemas[name] == nil, pending.insert(name).inserted {
            schemas[name] = describe(&self)
        }
        return .object([("$ref", .string("#/$defs/" + name))])
    }

    /// All parts, by name.
    var value: JSONValue {
        .object(schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    var isEmpty: Bool {
        schemas.isEmpty
    }
}

/// Makes JSON Schema (draft 2020-12) of kinds and keys.
///
/// Keys stand in the order they were declared and definitions in the order of their names, so that
/// the text changes only with the declarations.
public enum JSONSchemaWriter {
    /// The dialect's own name.
    public static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// A whole schema document, pretty, with a line feed at the end.
    ///
    /// - Parameters:
    ///   - kind: the document's kind.
    ///   - identifier: the schema's `$id`.
    ///   - title: a few words.
    ///   - summary: one sentence or more.
    public static func document<Value>(
        _ kind: Kind<Value>, identifier: String, title: String, summary: String
    ) -> String {
        var definitions = SchemaDefinitions()
        let root = kind.schema(&definitions)
        var members: [(key: String, value: JSONValue)] = [
            ("$schema", .string(dialect)), ("$id", .string(identifier)),
            ("title", .string(title)), ("description", .string(summary)),
        ]
        if case .object(let parts) = root {
            members += parts
        }
        if !definitions.isEmpty {
            members.append(("$defs", definitions.value))
        }
        return JSONValue.object(members).text(.pretty) + "\n"
    }

    /// The schema of an object with a closed list of keys.
    ///
    /// - Parameters:
    ///   - keys: every key it may have.
    ///   - definitions: where named parts go.
    ///   - memberCount: how many members it may have, if that is limited.
    public static func object(
        _ keys: [any KeyDescriptor], _ definitions: inout SchemaDefinitions,
        memberCount: ClosedRange<Int>? = nil
    ) -> JSONValue {
        var properties: [(key: String, value: JSONValue)] = []
        for key in keys {
            properties.append((key.name, property(key, &definitions)))
        }
        var members: [(key: String, value: JSONValue)] = [("properties", .object(properties))]
        let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty {
            members.append(("required", .array(required)))
        }
        if let memberCount {
            members.append(("minProperties", .integer(memberCount.lowerBound)))
            members.append(("maxProperties", .integer(memberCount.upperBound)))
        }
        members.append(("additionalProperties", .bool(false)))
        return .schema(type: "object", members)
    }

    /// The schema of one key's value, with its sentence and default.
    private static func property(
        _ key: any KeyDescriptor, _ definitions: inout SchemaDefinitions
    ) -> JSONValue {
        guard case .object(var members) = key.schema(&definitions) else { return .bool(true) }
        members.append(("description", .string(key.summary)))
        if let fallback = key.defaultValue {
            members.append(("default", fallback))
        }
        return .object(members)
    }
}

extension JSONValue {
    /// A schema fragment with a type and further members.
    public static func schema(
        type: String, _ members: (key: String, value: JSONValue)...
    ) -> JSONValue {
        schema(type: type, members)
    }

    /// A schema fragment with a type and further members.
    public static func schema(
        type: String, _ members: [(key: String, value: JSONValue)]
    ) -> JSONValue {
        .object([("type", .string(type))] + members)
    }
}
