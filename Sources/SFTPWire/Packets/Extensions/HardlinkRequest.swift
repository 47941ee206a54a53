/// hardlink@openssh.com: makes a second name of a file.
///
/// OpenSSH PROTOCOL section 4.5.
public struct HardlinkRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The file.
    public var oldpath: RawSpan
    /// Its second name.
    public var newpath: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy oldpath, copy newpath)
    public init(id: UInt32, oldpath: RawSpan, newpath: RawSpan) {
        self.id = id
        self.oldpath = oldpath
        self.newpath = newpath
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        oldpath = try reader.readPath("oldpath")
        newpath = try reader.readPath("newpath")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.hardlink, id: id)
        buffer.appendString(oldpath)
        buffer.appendString(newpath)
        buffer.endPacket(start)
    }
}
