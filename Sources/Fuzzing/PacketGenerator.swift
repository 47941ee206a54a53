public import SFTPWire

/// Makes valid packets of one version from random numbers: every type, every field.
///
/// The layouts are written down here once more, from the drafts: decoding and encoding what
/// this makes compares the codec with them. What the codec would encode otherwise (no pairs
/// behind a count, nanoseconds that are all 0) is not made.
public struct PacketGenerator: Sendable {
    /// The version of the packets.
    public let version: ProtocolVersion
    var random: SeededRandom
    private let requestTypes: [PacketType]
    private let replyTypes: [PacketType]

    /// Makes a generator; equal generators make equal packets.
    public init(random: SeededRandom, version: ProtocolVersion = .v3) {
        self.random = random
        self.version = version
        let types = PacketType.allCases.filter { $0.exists(in: version) }
        requestTypes = types.filter { $0.direction == .request }
        replyTypes = types.filter { $0.direction == .reply }
    }

    /// The next packet of the given direction, its four length bytes included.
    public mutating func next(_ direction: PacketType.Direction) -> [UInt8] {
        var buffer = WireBuffer(limit: CorpusFile.maximumByteCount)
        switch direction {
        case .request: writeRequest(to: &buffer)
        case .reply: writeReply(replyTypes[random.next(below: replyTypes.count)], to: &buffer)
        }
        return buffer.unread.array
    }

    private mutating func writeRequest(to buffer: inout WireBuffer) {
        // Extensions are many: they get the turns of three more types.
        let choice = random.next(below: requestTypes.count + 3)
        let type = choice < requestTypes.count ? requestTypes[choice] : .extended
        if type == .`init` { return writeHandshake(type, to: &buffer) }
        let start = buffer.beginPacket(type, id: word())
        switch type {
        case .extended: appendExtension(to: &buffer)
        case .open: appendOpen(to: &buffer)
        case .close, .readdir: append(bytes(most: 8), to: &buffer)
        case .read:
            append(bytes(most: 8), to: &buffer)
            buffer.append(random.next())
            buffer.append(word())
        case .write:
            append(bytes(most: 8), to: &buffer)
            buffer.append(random.next())
            append(bytes(most: 300), to: &buffer)
        case .fsetstat:
            append(bytes(most: 8), to: &buffer)
            appendAttributes(to: &buffer)
        case .setstat, .mkdir:
            append(text(), to: &buffer)
            appendAttributes(to: &buffer)
        case .stat, .lstat:
            append(text(), to: &buffer)
            appendWantedFlags(to: &buffer)
        case .fstat:
            append(bytes(most: 8), to: &buffer)
            appendWantedFlags(to: &buffer)
        case .rename:
            append(text(), to: &buffer)
            append(text(), to: &buffer)
            if version >= .v5 { buffer.append(word() & RenameFlags.defined(in: version).rawValue) }
        case .symlink:
            append(text(), to: &buffer)
            append(text(), to: &buffer)
        case .link:
            append(text(), to: &buffer)
            append(text(), to: &buffer)
            buffer.append(isHeads())
        case .block:
            append(bytes(most: 8), to: &buffer)
            buffer.append(random.next())
            buffer.append(random.next())
            buffer.append(word() & LockMask.defined(in: version).rawValue)
        case .unblock:
            append(bytes(most: 8), to: &buffer)
            buffer.append(random.next())
            buffer.append(random.next())
        case .realpath: appendRealpath(to: &buffer)
        default: append(text(), to: &buffer)
        }
        buffer.endPacket(start)
    }

    private mutating func appendOpen(to buffer: inout WireBuffer) {
        append(text(), to: &buffer)
        if version < .v5 {
            buffer.append(word() & OpenFlags.defined(in: version).rawValue)
        } else {
            buffer.append(word() & AccessMask.defined(in: version).rawValue)
            let flags = word() & OpenModes.defined(in: version).rawValue & ~7
            buffer.append(flags | UInt32(random.next(below: OpenDisposition.allCases.count)))
        }
        appendAttributes(to: &buffer)
    }

    private mutating func appendWantedFlags(to buffer: inout WireBuffer) {
        guard version >= .v4 else { return }
        buffer.append(word() & AttributeFlags.defined(in: version).rawValue)
    }

    private mutating func appendRealpath(to buffer: inout WireBuffer) {
        append(text(), to: &buffer)
        guard version >= .v6, isHeads() else { return }
        buffer.append(UInt8(1 + random.next(below: 3)))
        for _ in 0..<random.next(below: 4) { append(text(), to: &buffer) }
    }

    mutating func writeHandshake(_ type: PacketType, to buffer: inout WireBuffer) {
        let writer = HandshakeWriter(type, version: UInt32(random.next(below: 8)), to: &buffer)
        for _ in 0..<random.next(below: 4) {
            writer.append(
                name: bytes(most: 30).span.bytes, data: bytes(most: 5).span.bytes, to: &buffer)
        }
        writer.finish(&buffer)
    }
}

extension PacketGenerator {
    /// Appends a string.
    func append(_ bytes: [UInt8], to buffer: inout WireBuffer) {
        buffer.appendString(bytes.span.bytes)
    }

    mutating func isHeads() -> Bool { random.next() & 1 == 0 }

    mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }

    mutating func bytes(most: Int) -> [UInt8] {
        bytes(count: random.next(below: most + 1))
    }

    mutating func bytes(count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// A path: any bytes but zero.
    mutating func text() -> [UInt8] {
        (0..<random.next(below: 40)).map { _ in UInt8(1 + random.next(below: 255)) }
    }
}
