/// users-groups-by-id@openssh.com: asks for the names of numeric users and groups.
///
/// OpenSSH PROTOCOL section 4.12.
public struct UsersGroupsByIDRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The numbers of users.
    public var uids: PackedIDs
    /// The numbers of groups.
    public var gids: PackedIDs

    /// Makes a packet to send.
    @_lifetime(copy uids, copy gids)
    public init(id: UInt32, uids: PackedIDs, gids: PackedIDs) {
        self.id = id
        self.uids = uids
        self.gids = gids
    }

    /// Reads the payload behind the extension's name; throws the reader's errors, and
    /// `truncated` when a list is no whole number of ids.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        uids = try Self.ids("uids", from: &reader)
        gids = try Self.ids("gids", from: &reader)
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.usersGroupsByID, id: id)
        buffer.appendString(uids.bytes)
        buffer.appendString(gids.bytes)
        buffer.endPacket(start)
    }

    @_lifetime(copy reader)
    private static func ids(
        _ field: String, from reader: inout WireReader
    ) throws(WireError) -> PackedIDs {
        let start = reader.offset
        let bytes = try reader.readString(field)
        guard bytes.byteCount.isMultiple(of: 4) else {
            throw WireError(.truncated, at: start, in: field)
        }
        return PackedIDs(bytes: bytes)
    }
}

/// Numeric ids one behind the other, four bytes each.
public struct PackedIDs: ~Escapable {
    /// The ids as they lie in the packet.
    public let bytes: RawSpan

    /// Takes whole ids; a rest of one to three bytes is never read.
    @_lifetime(copy bytes)
    public init(bytes: RawSpan) {
        self.bytes = bytes
    }

    /// How many ids there are.
    public var count: Int { bytes.byteCount / 4 }

    /// The id at `index`, or nil outside of the list.
    public func id(at index: Int) -> UInt32? {
        guard index >= 0, index < count else { return nil }
        return bytes.bigEndian32(at: index * 4)
    }
}
