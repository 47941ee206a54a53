/// What is hashed, and how: the fields that all check-file requests end with.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 3.
public struct CheckFileRange: ~Escapable {
    /// The algorithms the client takes, in its order, with commas between.
    public var algorithms: RawSpan
    /// Where to begin, bytes.
    public var offset: UInt64
    /// Bytes to hash; 0: to the end of the file.
    public var length: UInt64
    /// Bytes that get a hash of their own; 0: one hash for all.
    ///
    /// Other numbers below 256 are not allowed.
    public var blockSize: UInt32

    /// Makes the fields.
    @_lifetime(copy algorithms)
    public init(algorithms: RawSpan, offset: UInt64, length: UInt64, blockSize: UInt32) {
        self.algorithms = algorithms
        self.offset = offset
        self.length = length
        self.blockSize = blockSize
    }

    /// Reads the fields to the end of the packet; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader) throws(WireError) {
        algorithms = try reader.readString("hash-algorithm-list")
        offset = try reader.readUInt64("start-offset")
        length = try reader.readUInt64("length")
        blockSize = try reader.readUInt32("block-size")
        try reader.finish()
    }

    /// Appends the fields.
    func write(to buffer: inout WireBuffer) {
        buffer.appendString(algorithms)
        buffer.append(offset)
        buffer.append(length)
        buffer.append(blockSize)
    }
}
