/// A half-open range of byte offsets in one source text.
public struct SourceSpan: Hashable, Sendable {
    /// Offset of the first byte.
    public let start: Int
    /// Offset just behind the last byte.
    public let end: Int

    /// A span; an end before the start is taken as an empty span.
    public init(start: Int, end: Int) {
        self.start = start
        self.end = max(start, end)
    }
}

/// A place in a text as people count it.
public struct SourceLocation: Hashable, Sendable {
    /// Line number, from 1; lines end at LF.
    public let line: Int
    /// Column, from 1, in Unicode scalars; an invalid byte counts as one.
    public let column: Int
}

/// The bytes of one file, with the name diagnostics print for it.
public final class SourceText: Sendable {
    /// The name shown before line and column.
    public let name: String
    /// The whole text, whether valid or not.
    public let bytes: [UInt8]

    /// Keeps the bytes as they are; nothing is decoded or checked yet.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// A text that is already a Swift string.
    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The line and column of a byte offset; one outside the text is moved to its nearest end.
    public func location(of offset: Int) -> SourceLocation {
        let offset = clamp(offset)
        var line = 1
        for byte in bytes[..<offset] where byte == UInt8(ascii: "\n") {
            line += 1
        }
        let start = lineStart(of: offset)
        var column = 1
        var index = start
        while index < offset {
            index += sequence(at: index).length
            column += 1
        }
        // An offset inside a multi-byte scalar has the column of that scalar.
        return SourceLocation(line: line, column: index > offset ? column - 1 : column)
    }

    /// The line a span starts on and, below it, a caret under the span's first character.
    ///
    /// Lines longer than 100 characters are cut on both sides; tabs are kept in both lines so that
    /// the caret stands right; control characters and invalid bytes are shown as U+FFFD.
    public func excerpt(of span: SourceSpan) -> String {
        SourceExcerpt(text: self, span: span).render()
    }

    /// What starts at the byte at `index`, which must be inside the text.
    func sequence(at index: Int) -> UTF8Sequence {
        // A span cannot be borrowed from a class's property, only from a local value.
        let bytes = self.bytes
        return UTF8Sequence.measure(bytes.span, at: index)
    }

    func clamp(_ offset: Int) -> Int {
        min(max(0, offset), bytes.count)
    }

    func lineStart(of offset: Int) -> Int {
        var start = clamp(offset)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") {
            start -= 1
        }
        return start
    }
}
