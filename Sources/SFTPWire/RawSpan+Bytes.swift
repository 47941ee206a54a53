extension RawSpan {
    /// The bytes of a literal, which live as long as the program.
    @_lifetime(immortal)
    public init(literal: StaticString) {
        // Only a literal made from a Unicode scalar has no pointer; none is used that way.
        guard literal.hasPointerRepresentation else {
            self = RawSpan()
            return
        }
        let bytes = RawSpan(
            _unsafeStart: UnsafeRawPointer(literal.utf8Start),
            byteCount: literal.utf8CodeUnitCount)
        self = _overrideLifetime(bytes, borrowing: ())
    }

    /// A copy of the bytes.
    public var array: [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Whether both hold the same bytes.
    public func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in left.elementsEqual(right) }
        }
    }

    /// Whether these are the bytes of `text`.
    func isEqual(to text: String.UTF8View) -> Bool {
        guard byteCount == text.count else { return false }
        return withUnsafeBytes { $0.elementsEqual(text) }
    }

    /// Position of the first zero byte, or nil; eight bytes at a time, as paths are the
    /// longest thing a small request holds.
    var firstZeroOffset: Int? {
        var offset = 0
        while byteCount &- offset >= 8 {
            let word = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // Subtracting 1 from each byte borrows into the top bit of zero bytes only, but
            // for bytes whose top bit was set, which the complement takes out.
            if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { break }
            offset &+= 8
        }
        while offset < byteCount {
            if unsafeLoad(fromByteOffset: offset, as: UInt8.self) == 0 { return offset }
            offset &+= 1
        }
        return nil
    }
}
