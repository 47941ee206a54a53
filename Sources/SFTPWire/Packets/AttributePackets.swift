/// STAT: attributes of a path, links followed.
///
/// draft-02 section 6.8.
public struct StatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan) {
        self.id = id
        self.path = path
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.stat, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}

/// LSTAT: attributes of a path, links not followed.
///
/// draft-02 section 6.8.
public struct LstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan) {
        self.id = id
        self.path = path
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.lstat, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}

/// FSTAT: attributes of an open file.
///
/// draft-02 section 6.8.
public struct FstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The handle.
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
        let start = buffer.beginPacket(.fstat, id: id)
        buffer.appendString(handle)
        buffer.endPacket(start)
    }
}

/// SETSTAT: changes the attributes of a path.
///
/// draft-02 section 6.9.
public struct SetstatRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// The fields to change.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan, attributes: FileAttributes) {
        self.id = id
        self.path = path
        self.attributes = attributes
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        attributes = try FileAttributes(from: &reader, version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.setstat, id: id)
        buffer.appendString(path)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}

/// FSETSTAT: changes the attributes of an open file.
///
/// draft-02 section 6.9.
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
