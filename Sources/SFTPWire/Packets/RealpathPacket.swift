/// REALPATH: asks for the absolute form of a path.
///
/// Draft-02 section 6.11, draft-13 8.9.
public struct RealpathRequest: ~Escapable {
    /// The request id.
    public var id: UInt32
    /// The path, raw bytes.
    public var path: RawSpan
    /// What to do about a path that does not exist (v6; nil: not said, which means
    /// `noCheck`).
    public var control: RealpathControl?
    /// The compose paths as they stand in the packet (v6), each with its length.
    private var encodedComposePaths: RawSpan

    /// The paths to apply to `path` one after the other (v6).
    public var composePaths: WireStrings {
        @_lifetime(copy self)
        get { WireStrings(encodedComposePaths) }
    }

    /// Makes a packet to send; `composePaths` are strings as `WireStrings.encoded` makes them,
    /// and are sent behind a control byte only.
    @_lifetime(copy path, copy composePaths)
    public init(
        id: UInt32, path: RawSpan, control: RealpathControl? = nil,
        composePaths: RawSpan = RawSpan()
    ) {
        self.id = id
        self.path = path
        self.control = control
        encodedComposePaths = composePaths
    }

    /// Reads the fields behind the header; throws the reader's errors, and for strict readers
    /// `undefinedValue` for a control byte without meaning.
    ///
    /// The control byte and all compose paths may be missing.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        path = try reader.readPath("path")
        control = nil
        encodedComposePaths = RawSpan()
        if version >= .v6, reader.remainingCount > 0 {
            let start = reader.offset
            let control = RealpathControl(rawValue: try reader.readUInt8("control-byte"))
            guard !reader.isStrict || control.isDefined else {
                throw WireError(.undefinedValue, at: start, in: "control-byte")
            }
            self.control = control
            encodedComposePaths = reader.remaining
            while reader.remainingCount > 0 { _ = try reader.readPath("compose-path") }
        }
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.realpath, id: id)
        buffer.appendString(path)
        if version >= .v6, let control {
            buffer.append(control.rawValue)
            buffer.append(encodedComposePaths)
        }
        buffer.endPacket(start)
    }
}
