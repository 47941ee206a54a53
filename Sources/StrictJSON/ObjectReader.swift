/// Reads one object, only through its keys, and collects all problems it has.
public final class ObjectReader {
    /// The object as messages name it, such as `action "delay"`.
    public let name: String
    /// The object itself.
    public let node: PlacedNode

    private let keys: [any KeyDescriptor]
    private let members: [(member: JSONMember, value: PlacedNode)]
    private let firstIndex: [CodeUnits: Int]
    private var readNames: Set<CodeUnits> = []

    /// A reader; nil, with an error added, when the node is not an object.
    ///
    /// - Parameters:
    ///   - node: the object.
    ///   - name: how messages name it.
    ///   - keys: every key it may have.
    public init?(_ node: PlacedNode, name: String, keys: [any KeyDescriptor]) {
        guard let members = node.members else {
            node.mismatch(expected: "an object for \(name)")
            return nil
        }
        self.name = name
        self.node = node
        self.keys = keys
        self.members = members
        var firstIndex: [CodeUnits: Int] = [:]
        for (index, entry) in members.enumerated() {
            let key = CodeUnits(text: entry.member.key)
            firstIndex[key] = firstIndex[key] ?? index
        }
        self.firstIndex = firstIndex
    }

    /// Whether the object has the key.
    public func has(_ key: any KeyDescriptor) -> Bool {
        value(named: key.name) != nil
    }

    /// The key's value, or nil when it is absent or wrong.
    ///
    /// What is wrong with a value is added as an error at once, what is missing in `finish`.
    public func read<Value>(_ key: Key<Value>) -> Value? {
        note(key)
        return value(named: key.name).flatMap { key.kind.read($0) }
    }

    /// The key's value, or its default when it is absent, or wrong, which was added as an error.
    public func read<Value>(_ key: DefaultedKey<Value>) -> Value {
        note(key)
        guard let value = value(named: key.name) else { return key.fallback }
        return key.kind.read(value) ?? key.fallback
    }

    /// The value behind a key as it was written, for problems that show later; nil when absent.
    public func placed(_ key: any KeyDescriptor) -> PlacedNode? {
        value(named: key.name)
    }

    /// Where the key's value stands, or the whole object when the key is absent.
    public func place(of key: any KeyDescriptor) -> Place {
        value(named: key.name)?.place ?? node.place
    }

    /// Adds an error about the key's value.
    public func error(_ message: String, suggestion: String? = nil, at key: any KeyDescriptor) {
        node.diagnostics.error(message, suggestion: suggestion, at: place(of: key))
    }

    /// Adds a warning about the key's value.
    public func warning(_ message: String, suggestion: String? = nil, at key: any KeyDescriptor) {
        node.diagnostics.warning(message, suggestion: suggestion, at: place(of: key))
    }

    /// Whether any member has a key that is not in the list.
    public var hasUnknownKeys: Bool {
        let known = knownNames
        return members.contains { !known.contains(CodeUnits(text: $0.member.key)) }
    }

    /// Adds an error for each member that nobody read, which is an unknown key or one that the
    /// object's reader leaves aside because of what else stands there, and for each missing key,
    /// unless an unknown one was probably meant to be it.
    public func finish() {
        let known = knownNames
        var suggested: Set<String> = []
        for (member, value) in members {
            let place = Place(
                source: value.place.source, span: member.keySpan, pointer: value.place.pointer)
            let quoted = member.key.quotedForMessage
            let key = CodeUnits(text: member.key)
            if !known.contains(key) {
                let suggestion = suggestion(for: member.key)
                node.diagnostics.error(
                    "unknown key \(quoted) in \(name)", suggestion: suggestion, at: place)
                if let suggestion {
                    suggested.insert(suggestion)
                }
            } else if !readNames.contains(key) {
                node.diagnostics.error("key \(quoted) in \(name) has no effect here", at: place)
            }
        }
        for key in keys where key.isRequired && !has(key) && !suggested.contains(key.name) {
            node.diagnostics.error(
                "missing key \(key.name.quotedForMessage) in \(name)", at: openingPlace)
        }
    }

    private func suggestion(for unknown: String) -> String? {
        guard !node.diagnostics.isFull else { return nil }
        if let key = keys.first(where: { $0.alsoKnownAs.contains(unknown) }) {
            return key.name
        }
        // A key that already stands there is not what was meant.
        let free = keys.filter { !has($0) }
        return EditDistance.nearest(to: unknown, among: free.map(\.name))
    }

    private var openingPlace: Place {
        let span = node.place.span
        return Place(
            source: node.place.source, span: SourceSpan(start: span.start, end: span.start + 1),
            pointer: node.place.pointer)
    }

    private var knownNames: Set<CodeUnits> {
        Set(keys.map { CodeUnits(text: $0.name) })
    }

    private func value(named name: String) -> PlacedNode? {
        firstIndex[CodeUnits(text: name)].map { members[$0].value }
    }

    /// Reading past the list would let schema and reader drift apart: a mistake in the program,
    /// never in a file.
    private func note(_ key: any KeyDescriptor) {
        precondition(
            keys.contains { $0.name == key.name }, "\(key.name) is not a key of \(name)")
        readNames.insert(CodeUnits(text: key.name))
    }
}
