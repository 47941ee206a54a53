/// Strings one behind the other up to the end of a packet, read one at a time, nothing copied:
/// the compose paths of REALPATH, the unknown names of a STATUS.
public struct WireStrings: ~Escapable {
    private var rest: RawSpan

    /// The strings in `bytes`: each its uint32 length, then its bytes.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) { rest = bytes }

    /// The next string, or nil behind the last and where a length lies.
    @_lifetime(copy self)
    public mutating func next() -> RawSpan? {
        guard let length = rest.bigEndian32(at: 0), Int(length) <= rest.byteCount &- 4 else {
            return nil
        }
        let end = 4 &+ Int(length)
        let string = rest.extracting(4..<end)
        rest = rest.extracting(end..<rest.byteCount)
        return string
    }

    /// The bytes of `strings` as this reads them.
    public static func encoded(_ strings: [[UInt8]]) -> [UInt8] {
        var buffer = WireBuffer()
        for string in strings { buffer.appendString(string.span.bytes) }
        return buffer.unread.array
    }
}
