internal import Fuzzing
internal import SFTPWire

/// Holds a session to its protocol: whole replies, one for each packet, with its id.
struct ReplyJudge {
    private var version = ProtocolVersion.v3
    /// The packets without an answer by id; INIT, which has none, under nil.
    private var waiting: [UInt32?: Int] = [:]
    /// Whether replies may be in another version than the last VERSION says: something overtakes
    /// others, or version-select may have been asked.
    private var mayBeInOtherVersion: Bool
    private var rest: [UInt8] = []

    /// - Parameter isInOrder: whether no reply overtakes another.
    init(isInOrder: Bool) { mayBeInOtherVersion = !isInOrder }

    /// Notes what a stream asks for.
    mutating func expect(_ stream: [UInt8]) {
        let framer = PacketFramer()
        var start = 0
        while start < stream.count {
            let bytes = stream.span.bytes.extracting(start..<stream.count)
            do throws(WireError) {
                guard case .packet(let packet) = try framer.next(in: bytes) else { return }
                start += packet.byteCount
                expect(packet: packet)
            } catch {
                // Behind a length of 0 or beyond the limit no packet is known.
                return
            }
        }
    }

    private mutating func expect(packet: RawSpan) {
        let bytes = packet.array
        let isInit = bytes[4] == PacketType.`init`.rawValue
        if isInit, bytes.count >= 9 {
            waiting[nil, default: 0] += 1
            return
        }
        let hasID = bytes.count >= 9 && bytes[4] != PacketType.version.rawValue && !isInit
        let id = hasID ? bytes[5..<9].reduce(0) { $0 << 8 | UInt32($1) } : 0
        waiting[id, default: 0] += 1
        // It may be version-select.
        if bytes[4] == PacketType.extended.rawValue { mayBeInOtherVersion = true }
    }

    /// Judges the next bytes of the server.
    mutating func judge(_ output: [UInt8]) {
        rest += output
        let framer = PacketFramer(maximumLength: 1 << 21)
        var start = 0
        while start < rest.count {
            let bytes = rest.span.bytes.extracting(start..<rest.count)
            do throws(WireError) {
                guard case .packet(let packet) = try framer.next(in: bytes) else { break }
                start += packet.byteCount
                try judge(reply: packet)
            } catch {
                fatalError("a reply is no packet of \(version): \(error)")
            }
        }
        rest.removeFirst(start)
    }

    private mutating func judge(reply packet: RawSpan) throws(WireError) {
        let header = try WireReader(packet: packet).header
        var id: UInt32?
        if header.typeNumber != PacketType.version.rawValue { id = header.id }
        guard let count = waiting[id], count > 0 else {
            fatalError("a reply of type \(header.typeNumber) with id \(header.id) too many")
        }
        waiting[id] = count - 1
        let spoken = mayBeInOtherVersion ? readable(packet) : version
        if case .version(let reply) = try Packet(packet, direction: .reply, version: spoken) {
            version = ProtocolVersion(rawValue: reply.version) ?? version
        }
    }

    /// The version in which a reply can be read, best the current one.
    private func readable(_ packet: RawSpan) -> ProtocolVersion {
        for candidate in [version] + ProtocolVersion.allCases {
            do throws(WireError) {
                let decoded = try Packet(packet, direction: .reply, version: candidate)
                _ = decoded
                return candidate
            } catch {
                continue
            }
        }
        return version
    }

    /// Judges what is left when the session has ended by itself.
    func finish() {
        guard rest.isEmpty else { fatalError("the last reply is not whole") }
    }
}
