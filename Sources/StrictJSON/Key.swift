/// What schema, reference and unknown-key check need to know of a key, whatever its value.
public protocol KeyDescriptor: Sendable {
    /// The key as written in the file.
    var name: String { get }
    /// One sentence that says what it does.
    var summary: String { get }
    /// Whether an object without it is an error.
    var isRequired: Bool { get }
    /// Wrong names for which this one is suggested, beyond those that are spelled alike.
    var alsoKnownAs: [String] { get }
    /// The words for its kind.
    var kindTitle: String { get }
    /// The value that holds when the key is absent, if the kind can be written.
    var defaultValue: JSONValue? { get }
    /// The schema of the value, without description and default.
    func schema(_ definitions: inout SchemaDefinitions) -> JSONValue
}

/// A key that gives no value when it is absent.
public struct Key<Value: Sendable>: KeyDescriptor {
    /// The key as written in the file.
    public let name: String
    /// One sentence that says what it does.
    public let summary: String
    /// Whether an object without it is an error.
    public let isRequired: Bool
    /// Wrong names for which this one is suggested.
    public let alsoKnownAs: [String]
    let kind: Kind<Value>

    /// A key.
    ///
    /// - Parameters:
    ///   - name: the key as written in the file.
    ///   - kind: what stands behind it.
    ///   - required: whether an object without it is an error.
    ///   - alsoKnownAs: wrong names for which this one is suggested.
    ///   - summary: one sentence for schema and reference.
    public init(
        _ name: String, _ kind: Kind<Value>, required: Bool = false, alsoKnownAs: [String] = [],
        _ summary: String
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.alsoKnownAs = alsoKnownAs
        isRequired = required
    }

    /// The words for its kind.
    public var kindTitle: String { kind.title }
    /// None.
    public var defaultValue: JSONValue? { nil }

    /// The schema of the value, without description and default.
    public func schema(_ definitions: inout SchemaDefinitions) -> JSONValue {
        kind.schema(&definitions)
    }
}

/// A key that gives a stated value when it is absent.
public struct DefaultedKey<Value: Sendable>: KeyDescriptor {
    /// The key as written in the file.
    public let name: String
    /// One sentence that says what it does.
    public let summary: String
    /// Wrong names for which this one is suggested.
    public let alsoKnownAs: [String]
    let kind: Kind<Value>
    let fallback: Value

    /// A key.
    ///
    /// - Parameters:
    ///   - name: the key as written in the file.
    ///   - kind: what stands behind it.
    ///   - fallback: the value when the key is absent.
    ///   - alsoKnownAs: wrong names for which this one is suggested.
    ///   - summary: one sentence for schema and reference.
    public init(
        _ name: String, _ kind: Kind<Value>, default fallback: Value, alsoKnownAs: [String] = [],
        _ summary: String
    ) {
        self.name = name
        self.kind = kind
        self.fallback = fallback
        self.summary = summary
        self.alsoKnownAs = alsoKnownAs
    }

    /// Never.
    public var isRequired: Bool { false }
    /// The words for its kind.
    public var kindTitle: String { kind.title }
    /// The default, if the kind can be written.
    public var defaultValue: JSONValue? { kind.json(for: fallback) }

    /// The schema of the value, without description and default.
    public func schema(_ definitions: inout SchemaDefinitions) -> JSONValue {
        kind.schema(&definitions)
    }
}
