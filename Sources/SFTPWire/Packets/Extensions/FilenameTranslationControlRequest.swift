/// filename-translation-control: turns the translation of file names to UTF-8 on or off.
///
/// Draft-13 section 6.
public struct FilenameTranslationControlRequest: Equatable, Sendable {
    /// The request id.
    public var id: UInt32
    /// Whether names are translated from now on.
    public var translates: Bool

    /// Makes a packet to send.
    public init(id: UInt32, translates: Bool) {
        self.id = id
        self.translates = translates
    }

    /// Reads the payload behind the extension's name; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        translates = try reader.readBool("do-translate")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginExtended(.filenameTranslationControl, id: id)
        buffer.append(translates)
        buffer.endPacket(start)
    }
}
