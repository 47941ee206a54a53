/// NAME: names of a directory, or the one name REALPATH or READLINK asked for.
///
/// Draft-02 section 7, draft-13 9.4. Entries are read one at a time.
public struct NameReply: ~Escapable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// How many entries the packet declares; that many fit in its bytes.
    public let count: UInt32
    private let tail: PacketTail
    private let version: ProtocolVersion

    /// The entries, from the first on.
    public var entries: NameEntries {
        @_lifetime(copy self)
        get { NameEntries(tail, count: count, version: version) }
    }

    /// Whether these are the last names (v6; nil: not said).
    ///
    /// All entries are read to find it; who reads them anyway asks `NameEntries`.
    public var endOfList: Bool? {
        var entries = entries
        do throws(WireError) {
            while try entries.next() != nil {}
            return entries.endOfList
        } catch {
            return nil
        }
    }

    /// Reads the count behind the header; throws the reader's errors and `countOverrun`.
    @_lifetime(copy reader)
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        count = try reader.readCount("count", leastSize: WireLimits.leastNameEntry(in: version))
        tail = reader.tail
        self.version = version
    }

    /// Appends the packet, up to the first entry that cannot be read.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        var names = NameReplyWriter(
            id: id, to: &buffer, version: version, maximumByteCount: .max)
        var entries = entries
        while let entry = try? entries.next() {
            _ = names.append(
                filename: entry.filename, longname: entry.longname,
                attributes: entry.attributes, to: &buffer)
        }
        names.finish(&buffer, endOfList: entries.endOfList)
    }

    /// Appends a packet with one name, as REALPATH and READLINK want; without attributes but
    /// for REALPATH of version 6 when it looks at the path.
    public static func write(
        id: UInt32, name: RawSpan, attributes: FileAttributes = FileAttributes(),
        to buffer: inout WireBuffer, version: ProtocolVersion
    ) {
        var names = NameReplyWriter(
            id: id, to: &buffer, version: version, maximumByteCount: .max)
        _ = names.append(
            filename: name, longname: name, attributes: attributes, to: &buffer)
        names.finish(&buffer)
    }
}

/// The entries of a NAME packet, read one at a time.
public struct NameEntries: ~Copyable, ~Escapable {
    private var reader: WireReader
    private var left: UInt32
    private let version: ProtocolVersion
    /// Whether these are the last names (v6): known when `next` has returned nil, nil when the
    /// packet does not say.
    public private(set) var endOfList: Bool?

    @_lifetime(copy tail)
    init(_ tail: PacketTail, count: UInt32, version: ProtocolVersion) {
        self.reader = WireReader(tail)
        self.left = count
        self.version = version
        self.endOfList = nil
    }

    /// The next entry, or nil behind the last; throws the reader's errors.
    @_lifetime(copy self)
    public mutating func next() throws(WireError) -> NameEntry? {
        guard left > 0 else {
            if endOfList == nil { endOfList = try reader.readEndOfList(version: version) }
            return nil
        }
        left -= 1
        return try NameEntry(from: &reader, version: version)
    }
}

extension WireReader {
    /// Reads `count` entries to their end; throws the reader's errors.
    mutating func checkNameEntries(
        count: UInt32, version: ProtocolVersion
    ) throws(WireError) {
        for _ in 0..<count { _ = try NameEntry(from: &self, version: version) }
        _ = try readEndOfList(version: version)
    }

    /// Reads what follows the last entry: the boolean version 6 may have, and the end.
    fileprivate mutating func readEndOfList(version: ProtocolVersion) throws(WireError) -> Bool? {
        let endOfList =
            version >= .v6 && remainingCount > 0 ? try readBool("end-of-list") : nil
        try finish()
        return endOfList
    }
}

/// One entry of a NAME packet.
public struct NameEntry: ~Escapable {
    /// The name, raw bytes.
    public var filename: RawSpan
    /// The line `ls -l` would print (v3 only, empty later).
    public var longname: RawSpan
    /// The attributes where they lie in the packet.
    public var fields: PacketAttributes

    /// A copy of the attributes.
    public var attributes: FileAttributes { fields.attributes }

    /// Reads an entry; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader, version: ProtocolVersion) throws(WireError) {
        filename = try reader.readString("filename")
        longname = version == .v3 ? try reader.readString("longname") : RawSpan()
        fields = try PacketAttributes(from: &reader, version: version)
    }
}

/// Writes a NAME packet entry by entry; count and length are patched at the end.
public struct NameReplyWriter {
    private let start: Int
    private let version: ProtocolVersion
    private let maximumByteCount: Int
    /// How many entries were appended.
    public private(set) var count: UInt32 = 0

    /// Begins a packet of at most `maximumByteCount` bytes, its length field included.
    public init(
        id: UInt32, to buffer: inout WireBuffer, version: ProtocolVersion,
        maximumByteCount: Int = WireLimits.sentPacketLength
    ) {
        self.start = buffer.beginPacket(.name, id: id)
        self.version = version
        // Version 6 keeps a byte free for end-of-list.
        self.maximumByteCount = version >= .v6 ? maximumByteCount - 1 : maximumByteCount
        buffer.append(UInt32(0))
    }

    /// Appends an entry; returns false, and appends nothing, when it would pass the maximum.
    public mutating func append(
        filename: RawSpan, longname: RawSpan, attributes: FileAttributes,
        to buffer: inout WireBuffer
    ) -> Bool {
        let entry = buffer.endPosition
        buffer.appendString(filename)
        if version == .v3 { buffer.appendString(longname) }
        attributes.write(to: &buffer, version: version)
        guard buffer.endPosition - start <= maximumByteCount, !buffer.hasOverflowed else {
            buffer.truncate(to: entry)
            return false
        }
        count += 1
        return true
    }

    /// Ends the packet; version 6 is told whether these are the last names, unless
    /// `endOfList` is nil.
    public func finish(_ buffer: inout WireBuffer, endOfList: Bool? = nil) {
        buffer.patch(count, at: start + 9)
        if version >= .v6, let endOfList { buffer.append(endOfList) }
        buffer.endPacket(start)
    }
}
