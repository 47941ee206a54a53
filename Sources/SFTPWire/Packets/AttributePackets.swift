/// STAT and LSTAT: attributes of a path, links followed or not.
///
/// Draft-02 section 6.8, draft-13 8.5.
public struct StatRequest: ~Escapable {
    /// Which of them it is.
    public var type: PacketType
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// The fields the client is interested in (v4 and later; nil is written as all of them).
    public var wanted: AttributeFlags?

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(
        _ type: PacketType, id: UInt32, path: RawSpan, wanted: AttributeFlags? = nil
    ) {
        self.type = type
        self.id = id
        self.path = path
        self.wanted = wanted
    }

    /// Reads the fields behind the header of a packet of this type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        _ type: PacketType, from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        self.type = type
        id = reader.id
        path = try reader.readPath("path")
        wanted = try reader.readWantedFlags(version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(type, id: id)
        buffer.appendString(path)
        buffer.appendWantedFlags(wanted, version: version)
        buffer.endPacket(start)
    }
}

/// FSTAT: attributes of an open file.
///
/// Draft-02 section 6.8, draft-13 8.5.
public struct FstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// The fields the client is interested in (v4 and later; nil is written as all of them).
    public var wanted: AttributeFlags?

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, wanted: AttributeFlags? = nil) {
        self.id = id
        self.handle = handle
        self.wanted = wanted
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        wanted = try reader.readWantedFlags(version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.fstat, id: id)
        buffer.appendString(handle)
        buffer.appendWantedFlags(wanted, version: version)
        buffer.endPacket(start)
    }
}

/// FSETSTAT: changes the attributes of an open file.
///
/// Draft-02 section 6.9, draft-13 8.6.
public struct FsetstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
    public var handle: RawSpan
    /// The fields to change.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy handle)
    public init(id: UInt32, handle: RawSpan, attributes: FileAttributes) {
        self.id = id
        self.handle = handle
        self.attributes = attributes
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        handle = try reader.readHandle("handle")
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.fsetstat, id: id)
        buffer.appendString(handle)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}

extension WireReader {
    /// Reads which fields the client is interested in, which no version before 4 has.
    ///
    /// nil when the packet ends before them, which strict readers do not accept. The flags are
    /// a hint: bits without meaning are errors for strict readers only.
    fileprivate mutating func readWantedFlags(
        version: ProtocolVersion
    ) throws(WireError) -> AttributeFlags? {
        guard version > .v3, isStrict || remainingCount > 0 else { return nil }
        return try readFlags("flags", version: version)
    }
}

extension WireBuffer {
    fileprivate mutating func appendWantedFlags(
        _ wanted: AttributeFlags?, version: ProtocolVersion
    ) {
        guard version > .v3 else { return }
        append((wanted ?? .defined(in: version)).rawValue)
    }
}
