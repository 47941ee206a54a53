/// The extension pairs of INIT and VERSION, read one at a time, nothing copied.
///
/// Draft-02 section 4.
public struct ExtensionPairs: ~Escapable {
    private var reader: WireReader

    /// The pairs from the reader's cursor to the end of its packet.
    @_lifetime(copy reader)
    init(_ reader: WireReader) {
        self.reader = reader
    }

    /// The next pair, or nil at the end of the packet; throws the reader's errors.
    @_lifetime(copy self)
    public mutating func next() throws(WireError) -> ExtensionPair? {
        guard reader.remainingCount > 0 else { return nil }
        let name = try reader.readString("extension_name")
        let data = try reader.readString("extension_data")
        return ExtensionPair(name: name, data: data)
    }

    /// Reads all pairs; throws what `next` throws.
    func check() throws(WireError) {
        var pairs = self
        while let pair = try pairs.next() { _ = pair }
    }

    /// The bytes of the pairs that were not read yet.
    var bytes: RawSpan {
        @_lifetime(copy self)
        get { reader.remaining }
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
}
