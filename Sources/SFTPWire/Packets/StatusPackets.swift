/// STATUS: the outcome of a request.
///
/// Draft-02 section 7, draft-05 7, draft-13 9.1.
public struct StatusReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// The code, whatever number it is.
    public var code: StatusCode
    /// The message for people, UTF-8.
    public var message: RawSpan
    /// The language tag of the message (RFC 1766).
    public var language: RawSpan
    /// What the code adds for machines (v5 and later), the bytes behind the language tag.
    public var errorData: RawSpan

    /// The names nobody knows, when `errorData` holds such: the form of UNKNOWN_PRINCIPAL.
    public var unknownNames: WireStrings {
        @_lifetime(copy self)
        get { WireStrings(errorData) }
    }

    /// Makes a packet to send; `errorData` of UNKNOWN_PRINCIPAL is what `WireStrings.encoded`
    /// makes of the names.
    @_lifetime(copy message, copy language, copy errorData)
    public init(
        id: UInt32, code: StatusCode, message: RawSpan, language: RawSpan,
        errorData: RawSpan = RawSpan()
    ) {
        self.id = id
        self.code = code
        self.message = message
        self.language = language
        self.errorData = errorData
    }

    /// Makes a packet with the code's default sentence, tagged `en`.
    @_lifetime(immortal)
    public init(id: UInt32, code: StatusCode) {
        self.id = id
        self.code = code
        self.message = RawSpan(literal: code.sentence)
        self.language = RawSpan(literal: "en")
        self.errorData = RawSpan()
    }

    /// Reads the fields behind the header; throws the reader's errors.
    ///
    /// A packet that ends before the message or before the language is taken as having them
    /// empty: servers of version 2 manners leave them out. A strict reader wants both, and
    /// error-specific data only where a draft gives them a form: names with UNKNOWN_PRINCIPAL.
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
        errorData = RawSpan()
        if version >= .v5 {
            errorData = reader.remaining
            if reader.isStrict, code == .unknownPrincipal {
                while reader.remainingCount > 0 { _ = try reader.readString("unknown-name") }
            } else if !reader.isStrict {
                return
            }
        }
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.status, id: id)
        buffer.append(code.rawValue)
        buffer.appendString(message)
        buffer.appendString(language)
        if version >= .v5 { buffer.append(errorData) }
        buffer.endPacket(start)
    }
}
