/// make-temp-folder: makes a folder for temporary files.
///
/// draft-ietf-secsh-filexfer-extensions-00.
public struct MakeTempFolderRequest: Equatable, Sendable {
    /// The request id.
    public var id: UInt32

    /// Makes a packet to send.
    public init(id: UInt32) {
        self.id = id
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.makeTempFolder, id: id)
        buffer.endPacket(start)
    }
}
