extension JSONWriter {
    /// Writes a member whose value is a string.
    public mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member whose value is a boolean.
    public mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member whose value is an integer.
    @inlinable
    public mutating func field(_ name: StaticString, _ value: some FixedWidthInteger) {
        key(name)
        integer(value)
    }

    /// Writes a member whose value is a double, or `null`.
    public mutating func field(_ name: StaticString, _ value: Double) {
        key(name)
        double(value)
    }

    /// Writes a member whose value is text if the bytes are UTF-8.
    public mutating func field(
        _ name: StaticString, _ value: [UInt8], invalid: InvalidBytes = .hexObject
    ) {
        key(name)
        bytes(value.span, invalid: invalid)
    }

    /// Writes a member whose value is text if the bytes are UTF-8.
    public mutating func field(
        _ name: StaticString, _ value: Span<UInt8>, invalid: InvalidBytes = .hexObject
    ) {
        key(name)
        bytes(value, invalid: invalid)
    }
}
