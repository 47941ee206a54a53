/// The order of SYMLINK's two paths on the wire.
public enum SymlinkOrder: String, CaseIterable, Sendable {
    /// Link path first, as the drafts say (draft-02 section 6.10).
    case draft
    /// Target first, as OpenSSH and nearly every client send (OpenSSH PROTOCOL section 4.1).
    case openSSH
}

/// SYMLINK: makes a symbolic link.
///
/// Draft-02 section 6.10.
public struct SymlinkRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path of the link that is made.
    public var linkpath: RawSpan
    /// The text the link holds.
    public var targetpath: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy linkpath, copy targetpath)
    public init(id: UInt32, linkpath: RawSpan, targetpath: RawSpan) {
        self.id = id
        self.linkpath = linkpath
        self.targetpath = targetpath
    }

    /// Reads the fields behind the header; throws the reader's errors.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion, order: SymlinkOrder = .openSSH
    ) throws(WireError) {
        id = reader.id
        switch order {
        case .draft:
            linkpath = try reader.readPath("linkpath")
            targetpath = try reader.readPath("targetpath")
        case .openSSH:
            targetpath = try reader.readPath("targetpath")
            linkpath = try reader.readPath("linkpath")
        }
        try reader.finish()
    }

    /// Appends the packet.
    public func write(
        to buffer: inout WireBuffer, version: ProtocolVersion, order: SymlinkOrder = .openSSH
    ) {
        let start = buffer.beginPacket(.symlink, id: id)
        switch order {
        case .draft:
            buffer.appendString(linkpath)
            buffer.appendString(targetpath)
        case .openSSH:
            buffer.appendString(targetpath)
            buffer.appendString(linkpath)
        }
        buffer.endPacket(start)
    }
}
