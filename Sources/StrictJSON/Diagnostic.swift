/// Where a value stands: which text, which bytes of it, and which pointer leads there.
public struct Place: Sendable {
    /// The text.
    public let source: SourceText
    /// The bytes.
    public let span: SourceSpan
    /// The way from the document's root.
    public let pointer: JSONPointer

    /// A place.
    public init(source: SourceText, span: SourceSpan, pointer: JSONPointer) {
        self.source = source
        self.span = span
        self.pointer = pointer
    }

    /// The line and column of its first byte.
    public var location: SourceLocation {
        source.location(of: span.start)
    }
}

/// One problem with a document.
public struct Diagnostic: Sendable {
    /// Whether the document can still be used.
    public enum Severity: String, Sendable {
        /// It cannot.
        case error
        /// It can, but probably not as meant.
        case warning
    }

    /// Whether the document can still be used.
    public let severity: Severity
    /// What is wrong, without place and without full stop.
    public let message: String
    /// The name that was probably meant.
    public let suggestion: String?
    /// Where.
    public let place: Place

    /// A problem.
    public init(
        _ severity: Severity, _ message: String, suggestion: String? = nil, at place: Place
    ) {
        self.severity = severity
        self.message = message
        self.suggestion = suggestion
        self.place = place
    }

    /// The message with the suggestion behind it.
    public var text: String {
        guard let suggestion else { return message }
        return message + "; did you mean " + suggestion.quotedForMessage + "?"
    }

    /// The first line alone: `file:line:column: severity: text`.
    public var headline: String {
        let location = place.location
        let name = place.source.name
        return "\(name):\(location.line):\(location.column): \(severity.rawValue): \(text)"
    }

    /// The one way a problem is shown: headline, source line, caret line, JSON Pointer.
    public func render() -> String {
        let pointer = place.pointer.description
        let way = pointer.isEmpty ? "at the top of the document" : "at " + pointer.clippedForMessage
        return headline + "\n" + place.source.excerpt(of: place.span) + "\n" + way
    }

    /// The problem as one JSON object, for programs: file, line, column, pointer, severity,
    /// message, suggestion.
    public func write(to writer: inout JSONWriter) {
        let location = place.location
        writer.beginObject()
        writer.field("file", place.source.name)
        writer.field("line", location.line)
        writer.field("column", location.column)
        writer.field("pointer", place.pointer.description)
        writer.field("severity", severity.rawValue)
        writer.field("message", message)
        if let suggestion {
            writer.field("suggestion", suggestion)
        }
        writer.endObject()
    }
}

extension String {
    /// At most 200 characters of text from outside, safe to print on a terminal.
    var clippedForMessage: String {
        clipped(to: 200)
    }

    /// The text in quotation marks, at most 60 characters of it.
    var quotedForMessage: String {
        "\"" + clipped(to: 60) + "\""
    }

    private func clipped(to limit: Int) -> String {
        var clipped = ""
        var count = 0
        for scalar in unicodeScalars {
            if count == limit { return clipped + "…" }
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            clipped.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            count += 1
        }
        return clipped
    }
}
