/// What a server can do: the data of `supported` (draft-05 section 4.4) and `supported2` (draft-13
/// section 5.4).
public struct SupportedFeatures: Equatable, Sendable {
    /// Attributes that can be changed.
    public var attributes: AttributeFlags
    /// Attribute bits that can be changed.
    public var bits: AttributeBits
    /// Flags of OPEN.
    public var openModes: OpenModes
    /// Rights in ACLs; in version 5 also those OPEN can ask for.
    public var access: AccessMask
    /// A READ of that many bytes is answered whole but for the end of the file; 0: no promise.
    public var maximumReadLength: UInt32
    /// Which combinations of blocking OPEN can ask for (version 6): bit n is set for the
    /// combination with the number n, of which READ is the lowest bit.
    public var openBlocks: UInt16
    /// Which combinations BLOCK can ask for (version 6), likewise.
    public var blocks: UInt16
    /// Extended attributes; version 5 mixes their names with the next ones.
    public var attributeExtensions: [[UInt8]]
    /// EXTENDED requests.
    public var extensions: [[UInt8]]

    /// Makes the data.
    public init(
        attributes: AttributeFlags, bits: AttributeBits, openModes: OpenModes,
        access: AccessMask, maximumReadLength: UInt32, openBlocks: UInt16 = 1,
        blocks: UInt16 = 1, attributeExtensions: [[UInt8]] = [], extensions: [[UInt8]]
    ) {
        self.attributes = attributes
        self.bits = bits
        self.openModes = openModes
        self.access = access
        self.maximumReadLength = maximumReadLength
        self.openBlocks = openBlocks
        self.blocks = blocks
        self.attributeExtensions = attributeExtensions
        self.extensions = extensions
    }

    /// Reads the data of `supported` (version 5) or `supported2` (version 6); throws the reader's
    /// errors.
    public init(data: RawSpan, version: ProtocolVersion) throws(WireError) {
        var reader = WireReader(fields: data)
        attributes = AttributeFlags(
            rawValue: try reader.readUInt32("supported-attribute-mask"))
        bits = AttributeBits(rawValue: try reader.readUInt32("supported-attribute-bits"))
        openModes = OpenModes(rawValue: try reader.readUInt32("supported-open-flags"))
        access = AccessMask(rawValue: try reader.readUInt32("supported-access-mask"))
        maximumReadLength = try reader.readUInt32("max-read-size")
        openBlocks = 1
        blocks = 1
        attributeExtensions = []
        extensions = []
        if version < .v6 {
            while reader.remainingCount > 0 {
                extensions.append(try reader.readString("extension-names").array)
            }
            return
        }
        openBlocks = try reader.readUInt16("supported-open-block-vector")
        blocks = try reader.readUInt16("supported-block-vector")
        attributeExtensions = try reader.readStrings(
            count: "attrib-extension-count", "attrib-extension-names")
        extensions = try reader.readStrings(count: "extension-count", "extension-names")
    }

    /// Appends the data of `supported` (version 5) or `supported2` (version 6).
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        buffer.append(attributes.rawValue)
        buffer.append(bits.rawValue)
        buffer.append(openModes.rawValue)
        buffer.append(access.rawValue)
        buffer.append(maximumReadLength)
        if version < .v6 {
            for name in attributeExtensions + extensions {
                buffer.appendString(name.span.bytes)
            }
            return
        }
        for vector in [openBlocks, blocks] {
            buffer.append(UInt8(vector >> 8))
            buffer.append(UInt8(vector & 0xff))
        }
        for names in [attributeExtensions, extensions] {
            buffer.append(UInt32(clamping: names.count))
            for name in names { buffer.appendString(name.span.bytes) }
        }
    }
}

extension WireReader {
    fileprivate mutating func readUInt16(_ field: String) throws(WireError) -> UInt16 {
        let high = try readUInt8(field)
        return UInt16(high) << 8 | UInt16(try readUInt8(field))
    }

    fileprivate mutating func readStrings(
        count: String, _ field: String
    ) throws(WireError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        for _ in 0..<(try readCount(count, leastSize: 4)) {
            strings.append(try readString(field).array)
        }
        return strings
    }
}
