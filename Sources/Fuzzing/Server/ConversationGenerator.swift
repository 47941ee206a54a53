internal import SFTPWire

/// Makes sound conversations that reach a server's files: what the generator of packets makes,
/// with names that are there and handles that were given out.
struct ConversationGenerator {
    private static let names = ["f", "f", "d", "d/g", "l", "new", ".", "d/..", ""]
    private static let pathFields: Set<String> = [
        "filename", "path", "oldpath", "newpath", "linkpath", "targetpath", "new-link-path",
        "existing-path", "source-file", "destination-file", "compose-path", "name",
    ]
    private static let handleFields: Set<String> = [
        "handle", "file-handle", "read-from-handle", "write-to-handle",
    ]

    let version: ProtocolVersion
    private var packets: PacketGenerator
    private var random: SeededRandom

    init(version: ProtocolVersion, random: SeededRandom) {
        self.version = version
        packets = PacketGenerator(random: random.branch(1), version: version)
        self.random = random.branch(2)
    }

    /// A conversation: something is opened or made, then up to four requests are about it.
    mutating func next() -> [UInt8] {
        var bytes = beginning()
        for _ in 0...random.next(below: 4) { bytes += situated(packets.next(.request)) }
        return bytes
    }

    private mutating func beginning() -> [UInt8] {
        var buffer = WireBuffer()
        let id = UInt32(random.next(below: 1000))
        let name = Array(Self.names[random.next(below: 2)].utf8)
        switch random.next(below: 5) {
        case 0, 1:
            OpenRequest(
                id: id, filename: name.span.bytes, flags: [.read, .write, .create],
                desiredAccess: [.readData, .writeData, .readAttributes, .writeAttributes],
                modes: OpenModes(.openOrCreate)
            ).write(to: &buffer, version: version)
        case 2:
            PathRequest(.opendir, id: id, path: RawSpan(literal: "."))
                .write(to: &buffer, version: version)
        case 3:
            PathAttributesRequest(
                .mkdir, id: id, path: RawSpan(literal: "d"), attributes: FileAttributes()
            ).write(to: &buffer, version: version)
        default: break
        }
        return buffer.unread.array
    }

    /// The packet with names of the folder and handles of the session in its fields.
    private mutating func situated(_ packet: [UInt8]) -> [UInt8] {
        var result = packet
        // INIT stands at the beginning or, by mutation, where it does not belong.
        guard packet.count > 4, packet[4] != PacketType.`init`.rawValue else { return [] }
        // From behind, so that the places in front stay true.
        for field in DissectedPacket(packet, .request, version).fields.reversed() {
            let range = field.offset..<(field.offset + field.length)
            if field.length == 8, random.next(below: 4) > 0 {
                for index in range.prefix(6) { result[index] = 0 }
            }
            guard field.offset >= 13, random.next(below: 8) > 0 else { continue }
            let string: [UInt8]
            if Self.handleFields.contains(field.name) {
                string = HandlePlaceholder.bytes(age: 1 + random.next(below: 2))
            } else if Self.pathFields.contains(field.name) {
                string = Array(Self.names[random.next(below: Self.names.count)].utf8)
            } else if field.name == "hash-algorithm-list" {
                // Without a known one nothing is hashed.
                string = Array("md5,sha1".utf8)
            } else {
                continue
            }
            result.replaceSubrange(range, with: string)
            BigEndian.store(UInt32(clamping: string.count), at: field.offset - 4, in: &result)
        }
        BigEndian.store(UInt32(clamping: result.count - 4), at: 0, in: &result)
        return result
    }
}
