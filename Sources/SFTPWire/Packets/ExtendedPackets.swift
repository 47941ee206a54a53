/// EXTENDED: a request of a vendor extension, its payload still to be read.
///
/// Draft-02 section 8. `init(from:version:)` leaves the reader behind the name: when
/// `name` is a known `ExtensionName`, read that extension's request from the same reader.
public struct ExtendedRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The name of the extension.
    public var name: RawSpan
    /// What follows the name, whatever it is.
    public var payload: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy name, copy payload)
    public init(id: UInt32, name: RawSpan, payload: RawSpan) {
        self.id = id
        self.name = name
        self.payload = payload
    }

    /// Reads the name behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        name = try reader.readString("extended-request")
        payload = reader.remaining
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extended, id: id)
        buffer.appendString(name)
        buffer.append(payload)
        buffer.endPacket(start)
    }
}

/// EXTENDED_REPLY: an answer in a form of the extension's own.
///
/// Draft-02 section 8. The form follows from the request only; read the payload with
/// `StatvfsReply`, `LimitsReply` or `UsersGroupsByIDReply` instead when it is known.
public struct ExtendedReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// What follows the id.
    public var payload: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy payload)
    public init(id: UInt32, payload: RawSpan) {
        self.id = id
        self.payload = payload
    }

    /// Takes everything behind the header.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        payload = reader.remaining
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        buffer.append(payload)
        buffer.endPacket(start)
    }
}

extension WireBuffer {
    /// Begins the EXTENDED request of a known extension, name included.
    mutating func beginExtended(_ name: ExtensionName, id: UInt32) -> Int {
        let start = beginPacket(.extended, id: id)
        appendString(name.rawValue.utf8.span.bytes)
        return start
    }
}
