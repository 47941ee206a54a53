/// REMOVE: removes a file.
///
/// Draft-02 section 6.5.
public struct RemoveRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var filename: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy filename)
    public init(id: UInt32, filename: RawSpan) {
        self.id = id
        self.filename = filename
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        filename = try reader.readPath("filename")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.remove, id: id)
        buffer.appendString(filename)
        buffer.endPacket(start)
    }
}

/// RENAME: renames a file or directory.
///
/// Draft-02 section 6.5, draft-05 6.5, draft-13 8.3.
public struct RenameRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The present path.
    public var oldpath: RawSpan
    /// The path to be.
    public var newpath: RawSpan
    /// How to rename (v5 and later).
    public var flags: RenameFlags

    /// Makes a packet to send.
    @_lifetime(copy oldpath, copy newpath)
    public init(
        id: UInt32, oldpath: RawSpan, newpath: RawSpan, flags: RenameFlags = []
    ) {
        self.id = id
        self.oldpath = oldpath
        self.newpath = newpath
        self.flags = flags
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        oldpath = try reader.readPath("oldpath")
        newpath = try reader.readPath("newpath")
        flags = version < .v5 ? [] : try reader.readFlags("flags", version: version)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.rename, id: id)
        buffer.appendString(oldpath)
        buffer.appendString(newpath)
        if version >= .v5 { buffer.append(flags.rawValue) }
        buffer.endPacket(start)
    }
}

/// MKDIR: makes a directory.
///
/// Draft-02 section 6.6.
public struct MkdirRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// Attributes of the new directory.
    public var attributes: FileAttributes

    /// Makes a packet to send.
    @_lifetime(copy path)
    public init(id: UInt32, path: RawSpan, attributes: FileAttributes = FileAttributes()) {
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
        let start = buffer.beginPacket(.mkdir, id: id)
        buffer.appendString(path)
        attributes.write(to: &buffer, version: version)
        buffer.endPacket(start)
    }
}

/// RMDIR: removes a directory.
///
/// Draft-02 section 6.6.
public struct RmdirRequest: ~Escapable {
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
        let start = buffer.beginPacket(.rmdir, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}

/// READLINK: asks for the target of a symbolic link.
///
/// Draft-02 section 6.10.
public struct ReadlinkRequest: ~Escapable {
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
        let start = buffer.beginPacket(.readlink, id: id)
        buffer.appendString(path)
        buffer.endPacket(start)
    }
}
