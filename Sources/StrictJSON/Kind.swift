/// What a value must look like, and how it becomes a Swift value.
///
/// One kind gives the reading with its diagnostics, the JSON Schema fragment, and the words of the
/// reference; a kind of one's own is made with the public initialiser or with `map`.
public struct Kind<Value: Sendable>: Sendable {
    /// The words of the reference page, such as `duration` or `array of string`.
    public let title: String
    /// The JSON forms it reads; a union decides by them.
    public let types: Set<JSONType>
    /// The keys that tell its object form from other ones in a union; empty if any key may come.
    public let memberNames: [String]

    private let reading: @Sendable (PlacedNode) -> Value?
    private let describing: @Sendable (inout SchemaDefinitions) -> JSONValue
    private let writing: (@Sendable (Value) -> JSONValue)?

    /// A kind of one's own.
    ///
    /// - Parameters:
    ///   - title: the words of the reference page, without article.
    ///   - types: the JSON forms it reads.
    ///   - memberNames: the keys of its object form, if that is closed.
    ///   - schema: the JSON Schema fragment (draft 2020-12).
    ///   - write: the JSON form of a value; needed to show a key's default.
    ///   - read: reads a node; nil only after it has added an error.
    public init(
        title: String,
        types: Set<JSONType>,
        memberNames: [String] = [],
        schema: @escaping @Sendable (inout SchemaDefinitions) -> JSONValue,
        write: (@Sendable (Value) -> JSONValue)? = nil,
        read: @escaping @Sendable (PlacedNode) -> Value?
    ) {
        self.title = title
        self.types = types
        self.memberNames = memberNames
        self.describing = schema
        self.writing = write
        self.reading = read
    }

    /// Reads a node; nil when it is not of this kind, which has added at least one error.
    public func read(_ node: PlacedNode) -> Value? {
        reading(node)
    }

    /// Reads a whole text; nil when it is no JSON or not of this kind.
    ///
    /// A value may come back although `diagnostics` has errors: parts that could not be read are
    /// left out, so that the rest is still checked. Use it only if there are none.
    public func read(
        _ source: SourceText, limits: JSONLimits = JSONLimits(), into diagnostics: Diagnostics
    ) -> Value? {
        guard let root = JSONParser.parse(source, limits: limits, into: diagnostics) else {
            return nil
        }
        return reading(PlacedNode(root: root, of: source, diagnostics: diagnostics))
    }

    /// The schema fragment; named parts go into `definitions`.
    public func schema(_ definitions: inout SchemaDefinitions) -> JSONValue {
        describing(&definitions)
    }

    /// The JSON form of a value, if this kind can give it.
    public func json(for value: Value) -> JSONValue? {
        writing?(value)
    }

    /// The same text form with another Swift value behind it.
    ///
    /// - Parameters:
    ///   - back: gives the value that was read, so that defaults can be shown.
    ///   - transform: makes the value, or adds an error to the node and gives nil.
    public func map<Other: Sendable>(
        back: (@Sendable (Other) -> Value)? = nil,
        _ transform: @escaping @Sendable (Value, PlacedNode) -> Other?
    ) -> Kind<Other> {
        var write: (@Sendable (Other) -> JSONValue)?
        if let back, let writing {
            write = { writing(back($0)) }
        }
        return Kind<Other>(
            title: title, types: types, memberNames: memberNames, schema: describing, write: write,
            read: { node in reading(node).flatMap { transform($0, node) } })
    }

    /// The same text form with another Swift value behind it, where every value has one.
    public func map<Other: Sendable>(
        back: (@Sendable (Other) -> Value)? = nil,
        _ transform: @escaping @Sendable (Value) -> Other
    ) -> Kind<Other> {
        map(back: back) { value, _ in transform(value) }
    }

    /// The same kind under other words in the reference page.
    public func titled(_ title: String) -> Kind {
        Kind(
            title: title, types: types, memberNames: memberNames, schema: describing,
            write: writing, read: reading)
    }

    /// The same kind, whose schema stands once in `$defs` and is referred to by name.
    public func defined(as name: String) -> Kind {
        Kind(
            title: title, types: types, memberNames: memberNames,
            schema: { $0.reference(to: name, describing) }, write: writing, read: reading)
    }

    /// A kind that contains itself: the closure is called when reading, never while declaring.
    ///
    /// The kind it stands for and this one both need their types written out, else the compiler
    /// sees a circular reference:
    ///
    ///     static let kind: Kind<Condition> = .oneKey("condition", [Choice("not", nested, …)])
    ///     static let nested: Kind<Condition> = .recursive("condition") { kind }
    ///
    /// - Parameters:
    ///   - name: the name in the schema's `$defs`, and the title.
    ///   - types: the JSON forms of the kind.
    public static func recursive(
        _ name: String, types: Set<JSONType> = [.object], memberNames: [String] = [],
        _ kind: @escaping @Sendable () -> Kind
    ) -> Kind {
        Kind(
            title: name, types: types, memberNames: memberNames,
            schema: { $0.reference(to: name) { kind().describing(&$0) } },
            write: nil, read: { kind().reading($0) })
    }
}
