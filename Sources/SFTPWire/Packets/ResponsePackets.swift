/// HANDLE: the handle that was opened.
///
/// Draft-02 section 7.
public struct HandleReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The handle, opaque bytes.
    public var handle: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan) {
        self.id = id
        self.handle = handle
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.handle, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}

/// DATA: bytes that were read.
///
/// Draft-02 section 7, draft-13 9.3.
public struct DataReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The bytes.
    public var data: RawSpan
    /// Whether the file ends behind them (v6; nil: not said).
    public var endOfFile: Bool?

    /// Makes a packet to send.
    @_lifetime(copy data)
    public init(id: UInt32, data: RawSpan, endOfFile: Bool? = nil) {
        self.id = id
        self.data = data
        self.endOfFile = endOfFile
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        data = try reader.readString("data")
        endOfFile =
            version >= .v6 && reader.remainingCount > 0
            ? try reader.readBool("end-of-file") : nil
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.data, id: id)
        buffer.appendString(data)
        if version >= .v6, let endOfFile { buffer.append(endOfFile) }
        buffer.endPacket(start)
    }

    /// Appends a packet whose bytes `body` reads straight into the buffer.
    ///
    /// `body` returns how many of at most `count` bytes it wrote. When it returns 0 or throws
    /// nothing is appended at all, so that the caller can answer with a status instead.
    public static func write<Failure: Error>(
        id: UInt32, upTo count: Int, to buffer: inout WireBuffer, version: ProtocolVersion,
        reading body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        let start = buffer.beginPacket(.data, id: id)
        let lengthPosition = buffer.endPosition
        buffer.append(UInt32(0))
        do {
            let written = try buffer.append(upTo: count, body)
            guard written > 0, let length = UInt32(exactly: written) else {
                buffer.truncate(to: start)
                return 0
            }
            buffer.patch(length, at: lengthPosition)
            buffer.endPacket(start)
            return written
        } catch {
            buffer.truncate(to: start)
            throw error
        }
    }
}

/// ATTRS: the attributes that were asked for.
///
/// Draft-02 section 7, draft-13 9.5.
public struct AttributesReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The attributes where they lie in the packet.
    public var fields: PacketAttributes

    /// A copy of the attributes.
    public var attributes: FileAttributes { fields.attributes }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        fields = try PacketAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        Self.write(id: id, attributes: attributes, to: &buffer, version: version)
    }

    /// Appends a packet with these attributes.
    public static func write(
        id: UInt32, attributes: FileAttributes, to buffer: inout WireBuffer,
        version: ProtocolVersion
    ) {
        let start = buffer.beginPacket(.attrs, id: id)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}
