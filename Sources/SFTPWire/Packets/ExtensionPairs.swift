/// The extension pairs of INIT and VERSION, read one at a time, nothing copied.
///
/// Draft-02 section 4.
public struct ExtensionPairs: ~Copyable, ~Escapable {
    private var reader: WireReader

    /// The pairs from the tail to the end of its packet.
    @_lifetime(copy tail)
    init(_ tail: PacketTail) {
        reader = WireReader(tail)
    }

    /// The next pair, or nil at the end of the packet; throws the reader's errors.
    @_lifetime(copy self)
    public mutating func next() throws(WireError) -> ExtensionPair? {
        guard reader.remainingCount > 0 else { return nil }
        return try ExtensionPair(from: &reader)
    }
}

/// One extension pair of INIT or VERSION.
public struct ExtensionPair: ~Escapable {
    /// The name, `x@domain` by convention.
    public var name: RawSpan
    /// What the extension says about itself; a version number by OpenSSH's convention.
    public var data: RawSpan

    /// Makes a pair.
    @_lifetime(copy name, copy data)
    public init(name: RawSpan, data: RawSpan) {
        self.name = name
        self.data = data
    }

    /// Reads a pair; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader) throws(WireError) {
        name = try reader.readString("extension_name")
        data = try reader.readString("extension_data")
    }
}

extension WireReader {
    /// Reads all pairs up to the end of the packet; throws the reader's errors.
    mutating func checkExtensionPairs() throws(WireError) {
        while remainingCount > 0 { _ = try ExtensionPair(from: &self) }
    }
}
