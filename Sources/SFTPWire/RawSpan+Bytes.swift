extension RawSpan {
    /// The bytes of a literal, which live as long as the program.
    @_lifetime(immortal)
    public init(literal: StaticString) {
        // A literal of one scalar may be stored without a pointer; the drafts' texts are
        // longer, so only pointer literals are taken and others read as empty.
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

    /// Position of the first byte `byte`, or nil.
    func firstOffset(of byte: UInt8) -> Int? {
        withUnsafeBytes { $0.firstIndex(of: byte) }
    }
}
