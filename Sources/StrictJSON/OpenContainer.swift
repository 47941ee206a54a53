/// An object or array whose closing bracket has not been read yet.
struct OpenContainer {
    let isObject: Bool
    let start: Int
    /// Values begun, the one being read included.
    var valueCount = 1

    private var elements: [JSONNode] = []
    private var members: [JSONMember] = []
    private var seen: [CodeUnits: SourceSpan] = [:]
    private var key: (text: String, span: SourceSpan)?

    init(isObject: Bool, at start: Int) {
        self.isObject = isObject
        self.start = start
    }

    var closer: Unicode.Scalar {
        isObject ? "}" : "]"
    }

    /// The step of a JSON Pointer that leads to the value being read.
    var step: JSONPointer.Step? {
        guard isObject else { return .index(valueCount - 1) }
        return key.map { .key($0.text) }
    }

    /// Starts a member; gives the place of an earlier one with the same key.
    mutating func begin(key text: String, span: SourceSpan) -> SourceSpan? {
        key = (text, span)
        let units = CodeUnits(text: text)
        if let first = seen[units] { return first }
        seen[units] = span
        return nil
    }

    mutating func add(_ node: JSONNode) {
        if let key {
            members.append(JSONMember(key: key.text, keySpan: key.span, value: node))
        } else {
            elements.append(node)
        }
        key = nil
    }

    func close(at end: Int) -> JSONNode {
        let span = SourceSpan(start: start, end: end)
        return JSONNode(value: isObject ? .object(members) : .array(elements), span: span)
    }
}

/// A string compared by its code units, as RFC 8259 section 8.3 wants keys compared.
///
/// Swift's own comparison takes composed and decomposed letters as equal, and they are two file
/// names on a server.
struct CodeUnits: Hashable {
    let text: String

    static func == (left: CodeUnits, right: CodeUnits) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
