public import SFTPWire

/// Makes valid version 3 packets from random numbers: every type, every field.
public struct PacketGenerator: Sendable {
    private var random: SeededRandom

    /// Makes a generator; equal generators make equal packets.
    public init(random: SeededRandom) {
        self.random = random
    }

    /// The next packet of the given direction, its four length bytes included.
    public mutating func next(_ direction: PacketType.Direction) -> [UInt8] {
        var buffer = WireBuffer(limit: CorpusFile.maximumByteCount)
        switch direction {
        case .request: writeRequest(to: &buffer)
        case .reply: writeReply(to: &buffer)
        }
        return buffer.unread.array
    }

    private mutating func writeRequest(to buffer: inout WireBuffer) {
        let types: [PacketType] = [
            .open, .close, .read, .write, .lstat, .fstat, .setstat, .fsetstat, .opendir,
            .readdir, .remove, .mkdir, .rmdir, .realpath, .stat, .rename, .readlink, .symlink,
        ]
        let choice = random.next(below: types.count + 4)
        guard choice < types.count else {
            if choice == types.count { return writeHandshake(.`init`, to: &buffer) }
            return writeExtended(to: &buffer)
        }
        let start = buffer.beginPacket(types[choice], id: word())
        switch types[choice] {
        case .open:
            buffer.appendString(text().span.bytes)
            buffer.append(word())
            attributes().write(to: &buffer, version: .v3)
        case .close, .fstat, .readdir:
            buffer.appendString(bytes(most: 8).span.bytes)
        case .read:
            buffer.appendString(bytes(most: 8).span.bytes)
            buffer.append(random.next())
            buffer.append(word())
        case .write:
            buffer.appendString(bytes(most: 8).span.bytes)
            buffer.append(random.next())
            buffer.appendString(bytes(most: 300).span.bytes)
        case .fsetstat:
            buffer.appendString(bytes(most: 8).span.bytes)
            attributes().write(to: &buffer, version: .v3)
        case .setstat, .mkdir:
            buffer.appendString(text().span.bytes)
            attributes().write(to: &buffer, version: .v3)
        case .rename, .symlink:
            buffer.appendString(text().span.bytes)
            buffer.appendString(text().span.bytes)
        default:
            buffer.appendString(text().span.bytes)
        }
        buffer.endPacket(start)
    }

    private mutating func writeExtended(to buffer: inout WireBuffer) {
        let start = buffer.beginPacket(.extended, id: word())
        let names = ExtensionName.allCases
        let choice = random.next(below: names.count + 1)
        guard choice < names.count else {
            buffer.appendString(RawSpan(literal: "unknown@example.com"))
            buffer.append(bytes(most: 40).span.bytes)
            buffer.endPacket(start)
            return
        }
        buffer.appendString(names[choice].rawValue.utf8.span.bytes)
        switch names[choice] {
        case .posixRename, .hardlink:
            buffer.appendString(text().span.bytes)
            buffer.appendString(text().span.bytes)
        case .lsetstat:
            buffer.appendString(text().span.bytes)
            attributes().write(to: &buffer, version: .v3)
        case .limits: break
        case .copyData:
            buffer.appendString(bytes(most: 8).span.bytes)
            buffer.append(random.next())
            buffer.append(random.next())
            buffer.appendString(bytes(most: 8).span.bytes)
            buffer.append(random.next())
        case .usersGroupsByID:
            for _ in 0..<2 {
                let ids = bytes(count: 4 * random.next(below: 5))
                buffer.appendString(ids.span.bytes)
            }
        case .fstatvfs, .fsync:
            buffer.appendString(bytes(most: 8).span.bytes)
        case .statvfs, .expandPath, .homeDirectory:
            buffer.appendString(text().span.bytes)
        }
        buffer.endPacket(start)
    }

    private mutating func writeReply(to buffer: inout WireBuffer) {
        let id = word()
        switch random.next(below: 7) {
        case 0: writeHandshake(.version, to: &buffer)
        case 1:
            let message = bytes(most: 40)
            StatusReply(
                id: id, code: StatusCode(rawValue: word()), message: message.span.bytes,
                language: RawSpan(literal: "en")
            ).write(to: &buffer, version: .v3)
        case 2:
            let handle = bytes(most: 256)
            HandleReply(id: id, handle: handle.span.bytes).write(to: &buffer, version: .v3)
        case 3:
            let data = bytes(most: 300)
            DataReply(id: id, data: data.span.bytes).write(to: &buffer, version: .v3)
        case 4:
            var names = NameReplyWriter(id: id, to: &buffer, version: .v3)
            for _ in 0..<random.next(below: 5) {
                _ = names.append(
                    filename: bytes(most: 20).span.bytes, longname: bytes(most: 60).span.bytes,
                    attributes: attributes(), to: &buffer)
            }
            names.finish(&buffer)
        case 5:
            AttributesReply(id: id, attributes: attributes()).write(to: &buffer, version: .v3)
        default:
            let payload = bytes(most: 88)
            ExtendedReply(id: id, payload: payload.span.bytes).write(to: &buffer, version: .v3)
        }
    }

    private mutating func writeHandshake(_ type: PacketType, to buffer: inout WireBuffer) {
        let writer = HandshakeWriter(type, version: UInt32(random.next(below: 8)), to: &buffer)
        for _ in 0..<random.next(below: 4) {
            writer.append(
                name: bytes(most: 30).span.bytes, data: bytes(most: 5).span.bytes, to: &buffer)
        }
        writer.finish(&buffer)
    }

    private mutating func attributes() -> FileAttributes {
        var attributes = FileAttributes()
        if isHeads() { attributes.size = random.next() }
        if isHeads() {
            attributes.uid = word()
            attributes.gid = word()
        }
        if isHeads() { attributes.permissions = word() }
        if isHeads() {
            attributes.accessTime = Timestamp(seconds: Int64(word()))
            attributes.modifyTime = Timestamp(seconds: Int64(word()))
        }
        if isHeads() {
            for _ in 0..<random.next(below: 3) {
                attributes.extended.append(
                    ExtendedPair(name: bytes(most: 12), value: bytes(most: 12)))
            }
        }
        return attributes
    }

    private mutating func isHeads() -> Bool { random.next() & 1 == 0 }

    private mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }

    private mutating func bytes(most: Int) -> [UInt8] {
        bytes(count: random.next(below: most + 1))
    }

    private mutating func bytes(count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// A path: any bytes but zero.
    private mutating func text() -> [UInt8] {
        (0..<random.next(below: 40)).map { _ in UInt8(1 + random.next(below: 255)) }
    }
}
