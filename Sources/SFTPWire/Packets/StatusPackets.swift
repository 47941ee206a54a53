/// STATUS: the outcome of a request.
///
/// Draft-02 section 7.
public struct StatusReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The code, whatever number it is.
    public var code: StatusCode
    /// The message for people, UTF-8.
    public var message: RawSpan
    /// The language tag of the message (RFC 1766).
    public var language: RawSpan

    /// Makes a packet to send.
    @_lifetime(copy message, copy language)
    public init(id: UInt32, code: StatusCode, message: RawSpan, language: RawSpan) {
        self.id = id
        self.code = code
        self.message = message
        self.language = language
    }

    /// Makes a packet with the code's default sentence, tagged `en`.
    @_lifetime(immortal)
    public init(id: UInt32, code: StatusCode) {
        self.id = id
        self.code = code
        self.message = RawSpan(literal: code.sentence)
        self.language = RawSpan(literal: "en")
    }

    /// Reads the fields behind the header; throws the reader's errors.
    ///
    /// A packet that ends before the message or before the language is taken as having them
    /// empty: servers of version 2 manners leave them out. A strict reader wants both.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        code = StatusCode(rawValue: try reader.readUInt32("code"))
        message = RawSpan()
        language = RawSpan()
        if reader.isStrict || reader.remainingCount > 0 {
            message = try reader.readString("message")
        }
        if reader.isStrict || reader.remainingCount > 0 {
            language = try reader.readString("language")
        }
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.status, id: id)
        buffer.append(code.rawValue)
        buffer.appendString(message)
        buffer.appendString(language)
        buffer.endPacket(start)
    }
}
