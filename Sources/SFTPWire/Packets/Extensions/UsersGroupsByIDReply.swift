/// The EXTENDED_REPLY to users-groups-by-id@openssh.com.
///
/// OpenSSH PROTOCOL section 4.12.
public struct UsersGroupsByIDReply: Equatable, Sendable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// Names in the order of the request's uids; empty: unknown.
    public var usernames: [[UInt8]]
    /// Names in the order of the request's gids; empty: unknown.
    public var groupnames: [[UInt8]]

    /// Makes a packet to send.
    public init(id: UInt32, usernames: [[UInt8]], groupnames: [[UInt8]]) {
        self.id = id
        self.usernames = usernames
        self.groupnames = groupnames
    }

    /// Reads the fields behind the header; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        usernames = try reader.readStringList("usernames")
        groupnames = try reader.readStringList("groupnames")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        Self.append(usernames, to: &buffer)
        Self.append(groupnames, to: &buffer)
        buffer.endPacket(start)
    }

    private static func append(_ names: [[UInt8]], to buffer: inout WireBuffer) {
        let lengthPosition = buffer.endPosition
        buffer.append(UInt32(0))
        for name in names { buffer.appendString(name.span.bytes) }
        let length = UInt32(clamping: buffer.endPosition - lengthPosition - 4)
        buffer.patch(length, at: lengthPosition)
    }
}
