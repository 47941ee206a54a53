/// A cursor over one whole packet; every read is checked against the packet's end.
///
/// Reading is tolerant unless asked to be strict: bytes after the last field are ignored (as
/// OpenSSH and gesftpserver do), undefined flag bits too, handles may be of any length, and a
/// STATUS may lack message and language, STAT and its like of version 4 and later the wanted
/// attributes, and numbers without meaning are taken. A strict reader reports these as errors.
///
/// A field has in every version the name of the first draft that has the field.
///
/// Not copyable: a copy would read the same bytes twice by mistake, and would cost counting
/// the reference to the dissection.
public struct WireReader: ~Copyable, ~Escapable {
    private let bytes: RawSpan
    private let dissection: PacketDissection?

    /// Length, type and id, read when the reader was made.
    public let header: PacketHeader
    /// Whether departures that real servers accept are errors.
    public let isStrict: Bool
    /// The next byte to read, from the start of the packet.
    public private(set) var offset: Int

    /// Begins to read a packet, its four length bytes included; reads the header.
    ///
    /// Bytes after the declared length are not looked at. Throws `emptyPacket`, `truncated`
    /// and, when the declared length reaches past the span, `lengthOverrun`.
    @_lifetime(copy packet)
    public init(
        packet: RawSpan, isStrict: Bool = false, dissection: PacketDissection? = nil
    ) throws(WireError) {
        guard let length = packet.bigEndian32(at: 0) else {
            throw WireError(.truncated, at: 0, in: "length")
        }
        guard length > 0 else { throw WireError(.emptyPacket, at: 0, in: "length") }
        guard Int(length) <= packet.byteCount - 4 else {
            throw WireError(.lengthOverrun, at: 0, in: "length")
        }
        let bytes = packet.extracting(0..<(4 + Int(length)))
        let typeNumber = bytes.unsafeLoad(fromByteOffset: 4, as: UInt8.self)
        let isHandshake =
            typeNumber == PacketType.`init`.rawValue
            || typeNumber == PacketType.version.rawValue
        guard let id = isHandshake ? 0 : bytes.bigEndian32(at: 5) else {
            throw WireError(.truncated, at: 5, in: "id")
        }
        if let dissection {
            dissection.record("length", at: 0, length: 4)
            dissection.record("type", at: 4, length: 1)
            if !isHandshake { dissection.record("id", at: 5, length: 4) }
        }
        self.bytes = bytes
        self.dissection = dissection
        self.isStrict = isStrict
        self.header = PacketHeader(length: length, typeNumber: typeNumber, id: id)
        self.offset = isHandshake ? 5 : 9
    }

    /// Begins to read fields that are no packet, such as the data of an extension pair.
    @_lifetime(copy fields)
    init(fields: RawSpan) {
        bytes = fields
        offset = 0
        header = PacketHeader(length: 0, typeNumber: 0, id: 0)
        isStrict = false
        dissection = nil
    }

    /// Reads on where `tail` was taken, without dissection.
    @_lifetime(copy tail)
    init(_ tail: PacketTail) {
        bytes = tail.bytes
        offset = tail.offset
        header = tail.header
        isStrict = tail.isStrict
        dissection = nil
    }

    /// Reads a string that holds fields, and returns a reader of these.
    ///
    /// Its end is the string's; this one goes on behind the string. Throws as `readString`.
    @_lifetime(copy self)
    mutating func readNested(_ field: String) throws(WireError) -> WireReader {
        let start = offset
        guard let length = bytes.bigEndian32(at: start) else {
            throw WireError(.truncated, at: start, in: field)
        }
        guard Int(length) <= bytes.byteCount &- start &- 4 else {
            throw WireError(.lengthOverrun, at: start, in: field)
        }
        if let dissection { dissection.record(field + " length", at: start, length: 4) }
        offset = start &+ 4 &+ Int(length)
        return WireReader(of: bytes.extracting(0..<offset), from: start &+ 4, like: self)
    }

    /// Reads the bytes from `offset` on for `outer`.
    @_lifetime(copy bytes)
    private init(of bytes: RawSpan, from offset: Int, like outer: borrowing WireReader) {
        self.bytes = bytes
        self.offset = offset
        header = outer.header
        isStrict = outer.isStrict
        dissection = outer.dissection
    }

    /// The place of the cursor, for reading on later.
    var tail: PacketTail {
        @_lifetime(copy self)
        get { PacketTail(bytes: bytes, offset: offset, header: header, isStrict: isStrict) }
    }

    /// The request id of the packet.
    public var id: UInt32 { header.id }

    /// Bytes from the cursor to the end of the packet.
    public var remainingCount: Int { bytes.byteCount &- offset }

    /// The bytes from the cursor to the end; the cursor stays.
    public var remaining: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(offset..<bytes.byteCount) }
    }

    /// Reads a byte; throws `truncated`.
    @inline(__always)
    public mutating func readUInt8(_ field: String) throws(WireError) -> UInt8 {
        guard remainingCount >= 1 else { throw WireError(.truncated, at: offset, in: field) }
        if let dissection { dissection.record(field, at: offset, length: 1) }
        defer { offset &+= 1 }
        return bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Reads a boolean: any byte but 0 is true (RFC 4251 section 5); throws `truncated`, strict
    /// readers `undefinedValue` above 1.
    public mutating func readBool(_ field: String) throws(WireError) -> Bool {
        let start = offset
        let byte = try readUInt8(field)
        guard !isStrict || byte <= 1 else {
            throw WireError(.undefinedValue, at: start, in: field)
        }
        return byte != 0
    }

    /// Reads a uint32; throws `truncated`.
    @inline(__always)
    public mutating func readUInt32(_ field: String) throws(WireError) -> UInt32 {
        guard let value = bytes.bigEndian32(at: offset) else {
            throw WireError(.truncated, at: offset, in: field)
        }
        if let dissection { dissection.record(field, at: offset, length: 4) }
        offset &+= 4
        return value
    }

    /// Reads a uint64; throws `truncated`.
    @inline(__always)
    public mutating func readUInt64(_ field: String) throws(WireError) -> UInt64 {
        guard remainingCount >= 8 else { throw WireError(.truncated, at: offset, in: field) }
        if let dissection { dissection.record(field, at: offset, length: 8) }
        defer { offset &+= 8 }
        return UInt64(
            bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Reads a string: its length, then its bytes, not copied.
    ///
    /// Throws `truncated` when the length word is cut, `lengthOverrun` when the packet ends
    /// before the declared length.
    @_lifetime(copy self)
    @inline(__always)
    public mutating func readString(_ field: String) throws(WireError) -> RawSpan {
        guard let length = bytes.bigEndian32(at: offset) else {
            throw WireError(.truncated, at: offset, in: field)
        }
        let start = offset &+ 4
        guard Int(length) <= bytes.byteCount &- start else {
            throw WireError(.lengthOverrun, at: offset, in: field)
        }
        if let dissection {
            dissection.record(field, lengthAt: offset, length: Int(length))
        }
        offset = start &+ Int(length)
        return bytes.extracting(start..<offset)
    }

    /// Reads a path of a request.
    ///
    /// Throws as `readString`, `tooLong` above `WireLimits.pathLength` and `nulInPath`: a
    /// backend on C strings would silently name another file (gesftpserver does).
    @_lifetime(copy self)
    public mutating func readPath(_ field: String) throws(WireError) -> RawSpan {
        let start = offset
        let path = try readString(field)
        guard path.byteCount <= WireLimits.pathLength else {
            throw WireError(.tooLong, at: start, in: field)
        }
        if let nul = path.firstZeroOffset {
            throw WireError(.nulInPath, at: start + 4 + nul, in: field)
        }
        return path
    }

    /// Reads a handle; throws as `readString`, strict readers `tooLong` above 256 bytes.
    @_lifetime(copy self)
    public mutating func readHandle(_ field: String = "handle") throws(WireError) -> RawSpan {
        let start = offset
        let handle = try readString(field)
        guard !isStrict || handle.byteCount <= WireLimits.handleLength else {
            throw WireError(.tooLong, at: start, in: field)
        }
        return handle
    }

    /// Reads how many items follow; throws `truncated`, and `countOverrun` when that many
    /// items of at least `leastSize` bytes cannot be left.
    public mutating func readCount(
        _ field: String, leastSize: Int
    ) throws(WireError) -> UInt32 {
        let start = offset
        let count = try readUInt32(field)
        guard Int(count) <= remainingCount / max(leastSize, 1) else {
            throw WireError(.countOverrun, at: start, in: field)
        }
        return count
    }

    /// Reads a string that holds strings up to its end, and copies these.
    ///
    /// Throws as `readString`; strings inside must not reach past the outer one.
    mutating func readStringList(_ field: String) throws(WireError) -> [[UInt8]] {
        let start = offset
        _ = try readString(field)
        let end = offset
        offset = start + 4
        var strings: [[UInt8]] = []
        while offset < end {
            let item = offset
            guard let length = bytes.bigEndian32(at: item), Int(length) <= end - item - 4 else {
                throw WireError(.lengthOverrun, at: item, in: field)
            }
            strings.append(bytes.extracting((item + 4)..<(item + 4 + Int(length))).array)
            offset = item + 4 + Int(length)
        }
        return strings
    }

    /// Ends the packet; a strict reader throws `trailingBytes` when some are left.
    public func finish(_ field: String = "end") throws(WireError) {
        guard !isStrict || remainingCount == 0 else {
            throw WireError(.trailingBytes, at: offset, in: field)
        }
    }
}

/// A place in a packet from which reading can go on; copies cost nothing.
struct PacketTail: ~Escapable {
    fileprivate let bytes: RawSpan
    fileprivate let offset: Int
    fileprivate let header: PacketHeader
    fileprivate let isStrict: Bool

    @_lifetime(copy bytes)
    fileprivate init(bytes: RawSpan, offset: Int, header: PacketHeader, isStrict: Bool) {
        self.bytes = bytes
        self.offset = offset
        self.header = header
        self.isStrict = isStrict
    }

    /// The bytes from here to the end of the packet.
    var remaining: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(offset..<bytes.byteCount) }
    }
}

extension RawSpan {
    /// The uint32 at `offset`, or nil when it is not all there.
    func bigEndian32(at offset: Int) -> UInt32? {
        guard byteCount &- offset >= 4 else { return nil }
        return UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
