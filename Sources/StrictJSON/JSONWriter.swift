/// Appends JSON to a buffer that can be used again and again.
///
/// Nothing is allocated per field once the buffer has grown: that lets the journal write a line for
/// every packet. The writer puts commas, colons and indentation; begin and end calls must pair, and
/// every member is a `key` followed by one value.
public struct JSONWriter: Sendable {
    /// How the text is laid out.
    public enum Style: Sendable {
        /// No space at all; one document is one line.
        case compact
        /// Two spaces per level, one member or element per line.
        case pretty
    }

    /// How bytes that are not UTF-8 are written.
    public enum InvalidBytes: Sendable {
        /// The whole value as `{"hex":"…"}`: exact, for programs.
        case hexObject
        /// A string with one U+FFFD per ill-formed piece: for people, not reversible.
        case replacement
    }

    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private let style: Style
    private var depth = 0
    private var needsComma = false
    private var followsKey = false

    /// An empty writer.
    public init(style: Style = .compact) {
        self.style = style
    }

    /// Forgets the text and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        depth = 0
        needsComma = false
        followsKey = false
    }

    /// Ends a line of JSON Lines; the next value stands alone on the next line.
    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Writes `{`.
    public mutating func beginObject() {
        begin(UInt8(ascii: "{"))
    }

    /// Writes `}`.
    public mutating func endObject() {
        end(UInt8(ascii: "}"))
    }

    /// Writes `[`.
    public mutating func beginArray() {
        begin(UInt8(ascii: "["))
    }

    /// Writes `]`.
    public mutating func endArray() {
        end(UInt8(ascii: "]"))
    }

    /// Writes a key known at compile time, which must need no escape.
    public mutating func key(_ name: StaticString) {
        let hasComma = needsComma && style == .compact
        if hasComma {
            needsComma = false
        }
        startItem()
        name.withUTF8Buffer { name in
            // One append per key: each costs more than the copying.
            bytes.append(addingCapacity: name.count + 4) { output in
                if hasComma {
                    output.append(UInt8(ascii: ","))
                }
                output.append(UInt8(ascii: "\""))
                output.append(copying: name)
                output.append(UInt8(ascii: "\""))
                output.append(UInt8(ascii: ":"))
            }
        }
        endKey()
    }

    /// Writes a key that is a string of its own.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        startItem()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        endKey()
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        startItem()
        appendQuoted(text)
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        startItem()
        append(value ? "true" : "false")
        needsComma = true
    }

    /// Writes `null`.
    public mutating func null() {
        startItem()
        append("null")
        needsComma = true
    }

    /// Writes an integer, exact.
    ///
    /// Inlined into the caller, where the type is known, so that nothing generic runs per field.
    @inlinable
    public mutating func integer(_ value: some FixedWidthInteger) {
        if let magnitude = UInt64(exactly: value.magnitude) {
            integer(isNegative: value < 0, magnitude: magnitude)
        } else {
            number(JSONNumber(value))
        }
    }

    /// Writes an integer by sign and magnitude.
    @usableFromInline
    mutating func integer(isNegative: Bool, magnitude: UInt64) {
        startItem()
        if isNegative {
            bytes.append(UInt8(ascii: "-"))
        }
        appendDigits(of: magnitude)
        needsComma = true
    }

    /// Writes a double; `null` when it is not finite, for which JSON has no number.
    public mutating func double(_ value: Double) {
        value.isFinite ? number(JSONNumber(text: value.description)) : null()
    }

    /// Writes a number as it was read.
    public mutating func number(_ number: JSONNumber) {
        startItem()
        bytes.append(contentsOf: number.text.utf8)
        needsComma = true
    }

    /// Writes bytes as a string if they are UTF-8, and as the caller chose if they are not.
    public mutating func bytes(_ span: Span<UInt8>, invalid: InvalidBytes = .hexObject) {
        startItem()
        let start = bytes.count
        if !appendQuoted(span, replacing: invalid == .replacement) {
            bytes.removeLast(bytes.count - start)
            append("{\"hex\":\"")
            for index in span.indices {
                bytes.append(HexDigit.byte(of: span[index] >> 4))
                bytes.append(HexDigit.byte(of: span[index]))
            }
            append("\"}")
        }
        needsComma = true
    }

    /// Writes the bytes of an array, as `bytes(_:invalid:)` does for a span.
    public mutating func bytes(_ array: [UInt8], invalid: InvalidBytes = .hexObject) {
        bytes(array.span, invalid: invalid)
    }

    /// Writes a whole value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements {
                self.value(element)
            }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func begin(_ bracket: UInt8) {
        startItem()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        // Without a comma due, the container is empty and stays on its line.
        if needsComma {
            startLine()
        }
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func endKey() {
        if style == .pretty {
            bytes.append(UInt8(ascii: " "))
        }
        followsKey = true
    }

    private mutating func startItem() {
        if followsKey {
            followsKey = false
            return
        }
        if needsComma {
            bytes.append(UInt8(ascii: ","))
        }
        if depth > 0 {
            startLine()
        }
    }

    private mutating func startLine() {
        guard style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<max(0, depth) {
            append("  ")
        }
    }

    /// Appends a piece of a string without going through the begin of an item.
    mutating func appendPiece(
        ofAtMost count: Int, _ write: (inout OutputSpan<UInt8>) -> Void
    ) {
        bytes.append(addingCapacity: count, initializingWith: write)
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func appendDigits(of value: UInt64) {
        // UInt64.max has twenty digits; they come out last first.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = digits.count
        var rest = value
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        bytes.append(addingCapacity: digits.count - start) { output in
            digits.span.extracting(start...).withUnsafeBufferPointer {
                output.append(copying: $0)
            }
        }
    }
}
