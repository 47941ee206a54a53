/// A node, the way that leads to it, and the collection its problems go to.
public struct PlacedNode {
    /// The value and its span.
    public let node: JSONNode
    /// Where it stands.
    public let place: Place
    /// Where problems with it are collected.
    public let diagnostics: Diagnostics

    /// The root of a document.
    public init(root: JSONNode, of source: SourceText, diagnostics: Diagnostics) {
        self.init(
            node: root, place: Place(source: source, span: root.span, pointer: .root),
            diagnostics: diagnostics)
    }

    init(node: JSONNode, place: Place, diagnostics: Diagnostics) {
        self.node = node
        self.place = place
        self.diagnostics = diagnostics
    }

    /// The elements of an array; nil for any other form.
    public var elements: [PlacedNode]? {
        guard case .array(let elements) = node.value else { return nil }
        return elements.enumerated().map { child($1, .index($0)) }
    }

    /// The members of an object with their keys; nil for any other form.
    public var members: [(member: JSONMember, value: PlacedNode)]? {
        guard case .object(let members) = node.value else { return nil }
        return members.map { ($0, child($0.value, .key($0.key))) }
    }

    /// Adds an error about this value.
    public func error(_ message: String, suggestion: String? = nil) {
        diagnostics.error(message, suggestion: suggestion, at: place)
    }

    /// Adds a warning about this value.
    public func warning(_ message: String, suggestion: String? = nil) {
        diagnostics.warning(message, suggestion: suggestion, at: place)
    }

    /// Adds the error that something else was expected here.
    ///
    /// - Parameter expected: the expected form with its article, such as `a string`.
    public func mismatch(expected: String) {
        error("expected \(expected), found \(found)")
    }

    /// The value as messages name it: scalars with their text, containers by their form.
    public var found: String {
        switch node.value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): "the number " + number.text.clippedForMessage
        case .string(let text): "the string " + text.quotedForMessage
        case .array, .object: node.type.phrase
        }
    }

    private func child(_ node: JSONNode, _ step: JSONPointer.Step) -> PlacedNode {
        let pointer = place.pointer.appending(step)
        return PlacedNode(
            node: node, place: Place(source: place.source, span: node.span, pointer: pointer),
            diagnostics: diagnostics)
    }
}
