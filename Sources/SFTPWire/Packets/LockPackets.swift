/// BLOCK: locks a byte range of an open file (v6).
///
/// Draft-13 section 8.8.1.
public struct BlockRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// Where the range begins, bytes from the start of the file.
    public var offset: UInt64
    /// Bytes; 0: up to where the file ends now.
    public var length: UInt64
    /// What others are kept from.
    public var mask: LockMask

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, offset: UInt64, length: UInt64, mask: LockMask) {
        self.id = id
        self.handle = handle
        self.offset = offset
        self.length = length
        self.mask = mask
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        offset = try reader.readUInt64("offset")
        length = try reader.readUInt64("length")
        mask = try reader.readFlags("uLockMask", version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.block, id: id)
        buffer.appendString(handle)
        buffer.append(offset)
        buffer.append(length)
        buffer.append(mask.rawValue)
        buffer.endPacket(start)
    }
}

/// UNBLOCK: releases a byte-range lock (v6).
///
/// Draft-13 section 8.8.2.
public struct UnblockRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// The offset BLOCK was given.
    public var offset: UInt64
    /// The length BLOCK was given.
    public var length: UInt64

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, offset: UInt64, length: UInt64) {
        self.id = id
        self.handle = handle
        self.offset = offset
        self.length = length
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        offset = try reader.readUInt64("offset")
        length = try reader.readUInt64("length")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.unblock, id: id)
        buffer.appendString(handle)
        buffer.append(offset)
        buffer.append(length)
        buffer.endPacket(start)
    }
}
