/// INIT: the client's first packet, with the highest version it speaks.
///
/// Draft-02 section 4.
public struct InitPacket: ~Escapable {
    /// The highest version the client speaks.
    public var version: UInt32
    private let tail: PacketTail

    /// The client's extension pairs; broken ones show only when they are read, because both
    /// OpenSSH and gesftpserver answer such an INIT as if it had none.
    public var extensions: ExtensionPairs {
        @_lifetime(copy self)
        get { ExtensionPairs(tail) }
    }

    /// Reads the fields behind the type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(from reader: inout WireReader) throws(WireError) {
        version = try reader.readUInt32("version")
        tail = reader.tail
    }

    /// Appends the packet, its pairs as they came.
    public func write(to buffer: inout WireBuffer) {
        let start = buffer.beginPacket(typeNumber: PacketType.`init`.rawValue)
        buffer.append(version)
        buffer.append(tail.remaining)
        buffer.endPacket(start)
    }
}

/// VERSION: the server's answer to INIT.
///
/// Draft-02 section 4.
public struct VersionPacket: ~Escapable {
    /// The version both sides speak from now on.
    public var version: UInt32
    private let tail: PacketTail

    /// The server's extension pairs.
    public var extensions: ExtensionPairs {
        @_lifetime(copy self)
        get { ExtensionPairs(tail) }
    }

    /// Reads the fields behind the type; throws the reader's errors.
    @_lifetime(copy reader)
    public init(from reader: inout WireReader) throws(WireError) {
        version = try reader.readUInt32("version")
        tail = reader.tail
    }

    /// Appends the packet, its pairs as they came.
    public func write(to buffer: inout WireBuffer) {
        let start = buffer.beginPacket(typeNumber: PacketType.version.rawValue)
        buffer.append(version)
        buffer.append(tail.remaining)
        buffer.endPacket(start)
    }
}

/// Writes INIT or VERSION pair by pair.
public struct HandshakeWriter {
    private let start: Int

    /// Begins an INIT (client) or VERSION (server) packet; any version number can be sent.
    public init(_ type: PacketType, version: UInt32, to buffer: inout WireBuffer) {
        start = buffer.beginPacket(typeNumber: type.rawValue)
        buffer.append(version)
    }

    /// Appends a pair.
    public func append(name: RawSpan, data: RawSpan, to buffer: inout WireBuffer) {
        buffer.appendString(name)
        buffer.appendString(data)
    }

    /// Appends the announcement of an extension this package knows, with its row's data.
    public func append(_ name: ExtensionName, to buffer: inout WireBuffer) {
        append(name, data: RawSpan(literal: name.row.data), to: &buffer)
    }

    /// Appends the announcement of an extension this package knows.
    public func append(_ name: ExtensionName, data: RawSpan, to buffer: inout WireBuffer) {
        append(name: name.rawValue.utf8.span.bytes, data: data, to: &buffer)
    }

    /// Ends the packet.
    public func finish(_ buffer: inout WireBuffer) {
        buffer.endPacket(start)
    }
}
