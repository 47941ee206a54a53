/// One source line with a caret line below it.
struct SourceExcerpt {
    private static let columnsBefore = 60
    private static let columnsAfter = 40

    let text: SourceText
    let span: SourceSpan

    func render() -> String {
        let caret = text.clamp(span.start)
        let lineStart = text.lineStart(of: caret)
        let (before, isCutBefore) = scalars(before: caret, from: lineStart)
        let (after, isCutAfter) = scalars(from: caret)
        var line = isCutBefore ? "…" : ""
        var marks = isCutBefore ? " " : ""
        for scalar in before {
            line.unicodeScalars.append(scalar)
            marks += scalar == "\t" ? "\t" : " "
        }
        let marked = markedCount(from: caret, among: after.count)
        for scalar in after {
            line.unicodeScalars.append(scalar)
        }
        line += isCutAfter ? "…" : ""
        marks += "^" + String(repeating: "~", count: max(0, marked - 1))
        return line + "\n" + marks
    }

    /// Up to `columnsBefore` printable scalars that end just before the caret.
    private func scalars(
        before caret: Int, from lineStart: Int
    ) -> (scalars: [Unicode.Scalar], isCut: Bool) {
        // No scalar has more than four bytes: starting this far back, on a scalar's first byte,
        // finds enough of them without decoding a line of megabytes.
        var start = max(lineStart, caret - Self.columnsBefore * 4)
        while start > lineStart, text.bytes[start] & 0xC0 == 0x80 {
            start -= 1
        }
        var found: [Unicode.Scalar] = []
        var index = start
        while index < caret {
            let sequence = text.sequence(at: index)
            found.append(printable(at: index, sequence))
            index += sequence.length
        }
        let kept = found.suffix(Self.columnsBefore)
        return (Array(kept), start > lineStart || kept.count < found.count)
    }

    private func scalars(from caret: Int) -> (scalars: [Unicode.Scalar], isCut: Bool) {
        var found: [Unicode.Scalar] = []
        var index = caret
        while index < text.bytes.count, text.bytes[index] != UInt8(ascii: "\n") {
            if found.count == Self.columnsAfter {
                return (found, true)
            }
            let sequence = text.sequence(at: index)
            let isLineEnd =
                text.bytes[index] == UInt8(ascii: "\r")
                && (index + 1 == text.bytes.count || text.bytes[index + 1] == UInt8(ascii: "\n"))
            if !isLineEnd {
                found.append(printable(at: index, sequence))
            }
            index += sequence.length
        }
        return (found, false)
    }

    private func markedCount(from caret: Int, among limit: Int) -> Int {
        var count = 0
        var index = caret
        while index < min(span.end, text.bytes.count), count < limit {
            index += text.sequence(at: index).length
            count += 1
        }
        return count
    }

    private func printable(at index: Int, _ sequence: UTF8Sequence) -> Unicode.Scalar {
        guard sequence.isValid else { return "\u{FFFD}" }
        let bytes = text.bytes
        let scalar = sequence.scalar(in: bytes.span, at: index)
        if scalar == "\t" { return scalar }
        // C0, DEL and C1 would steer the terminal the diagnostic is printed on.
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        return isControl ? "\u{FFFD}" : scalar
    }
}
