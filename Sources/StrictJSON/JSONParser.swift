/// Reads a text as JSON, exactly as RFC 8259 defines it.
///
/// Nothing is lenient: no comments, no trailing commas, no byte order mark, no lone surrogates
/// (section 8.2 leaves them open; a Swift string cannot hold them). Containers are kept on a stack
/// of our own, so that nesting costs no call depth. Any form of value may be the document.
public struct JSONParser {
    private var scanner: JSONScanner
    private var open: [OpenContainer] = []
    private var valueCount = 0
    private let limits: JSONLimits
    private let source: SourceText
    private let diagnostics: Diagnostics

    /// Reads the whole text; a syntax error ends the reading, adds one error and gives nil.
    ///
    /// Duplicate keys add an error each, but the tree is complete, so that further problems can be
    /// found in the same run.
    public static func parse(
        _ source: SourceText, limits: JSONLimits = JSONLimits(), into diagnostics: Diagnostics
    ) -> JSONNode? {
        var parser = JSONParser(
            scanner: JSONScanner(bytes: source.bytes), limits: limits, source: source,
            diagnostics: diagnostics)
        do throws(JSONSyntaxError) {
            try parser.checkText()
            return try parser.document()
        } catch {
            diagnostics.error(
                error.message, suggestion: error.suggestion, at: parser.place(of: error.span))
            return nil
        }
    }

    private init(
        scanner: JSONScanner, limits: JSONLimits, source: SourceText, diagnostics: Diagnostics
    ) {
        self.scanner = scanner
        self.limits = limits
        self.source = source
        self.diagnostics = diagnostics
    }

    private func checkText() throws(JSONSyntaxError) {
        let count = source.bytes.count
        guard count <= limits.maximumBytes else {
            throw JSONSyntaxError(
                "the text has \(count) bytes; the limit is \(limits.maximumBytes)", from: 0, to: 1)
        }
        if let offset = UTF8Sequence.firstInvalidOffset(in: scanner.bytes.span) {
            let hex = String(source.bytes[offset], radix: 16, uppercase: true)
            throw JSONSyntaxError("byte 0x\(hex) is not UTF-8 here", from: offset, to: offset + 1)
        }
        if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONSyntaxError("the text starts with a byte order mark", from: 0, to: 3)
        }
    }

    private mutating func document() throws(JSONSyntaxError) -> JSONNode {
        scanner.skipWhitespace()
        guard !scanner.isAtEnd else {
            throw scanner.unexpected("the text is empty; expected a value")
        }
        while true {
            guard let node = try value() else { continue }
            if let root = try attach(node) {
                guard scanner.isAtEnd else {
                    throw scanner.unexpected("unexpected text behind the document's value")
                }
                return root
            }
        }
    }

    /// Reads a whole value, or opens a container and stops where its first value stands (nil).
    private mutating func value() throws(JSONSyntaxError) -> JSONNode? {
        let start = scanner.index
        valueCount += 1
        guard valueCount <= limits.maximumValues else {
            throw JSONSyntaxError(
                "more than \(limits.maximumValues) values", from: start, to: start + 1)
        }
        guard scanner.take("{") || scanner.take("[") else {
            let value = try scanner.scalar()
            return JSONNode(value: value, span: scanner.span(from: start))
        }
        guard open.count < limits.maximumDepth else {
            throw JSONSyntaxError(
                "nested deeper than \(limits.maximumDepth) levels", from: start, to: start + 1)
        }
        let container = OpenContainer(isObject: source.bytes[start] == UInt8(ascii: "{"), at: start)
        scanner.skipWhitespace()
        if scanner.take(container.closer) {
            return container.close(at: scanner.index)
        }
        open.append(container)
        try readKey()
        return nil
    }

    /// Puts a complete value where it belongs, closes what ends behind it, and stops where the
    /// next value stands (nil) or behind the document's own value.
    private mutating func attach(_ node: JSONNode) throws(JSONSyntaxError) -> JSONNode? {
        var node = node
        while true {
            scanner.skipWhitespace()
            guard !open.isEmpty else { return node }
            let top = open.count - 1
            open[top].add(node)
            let closer = open[top].closer
            if scanner.take(",") {
                let comma = scanner.index - 1
                scanner.skipWhitespace()
                if scanner.peek(closer) {
                    throw JSONSyntaxError(
                        "trailing comma before \"\(closer)\"", from: comma, to: comma + 1)
                }
                open[top].valueCount += 1
                try readKey()
                return nil
            }
            guard scanner.take(closer) else {
                throw scanner.unexpected("expected \",\" or \"\(closer)\"")
            }
            node = open[top].close(at: scanner.index)
            open.removeLast()
        }
    }

    /// In an object, reads the key and the colon before the next value.
    private mutating func readKey() throws(JSONSyntaxError) {
        let top = open.count - 1
        guard open[top].isObject else { return }
        let start = scanner.index
        guard scanner.peek("\"") else {
            throw scanner.unexpected("expected a key in quotation marks")
        }
        let key = try scanner.string()
        let span = scanner.span(from: start)
        let first = open[top].begin(key: key, span: span)
        if let first {
            // Counting lines costs the length of the text: not for problems nobody will see.
            let line = diagnostics.isFull ? 0 : source.location(of: first.start).line
            diagnostics.error(
                "duplicate key \(key.quotedForMessage); first on line \(line)",
                at: place(of: span))
        }
        scanner.skipWhitespace()
        guard scanner.take(":") else {
            throw scanner.unexpected("expected \":\" behind the key \(key.quotedForMessage)")
        }
        scanner.skipWhitespace()
    }

    private var pointer: JSONPointer {
        JSONPointer(steps: open.compactMap(\.step))
    }

    private func place(of span: SourceSpan) -> Place {
        Place(source: source, span: span, pointer: pointer)
    }
}
