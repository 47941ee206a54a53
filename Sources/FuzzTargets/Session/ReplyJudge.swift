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
        let stream = rest + output
        let framer = PacketFramer(maximumLength: 1 << 21)
        var start = 0
        scan: while start < stream.count {
            let bytes = stream.span.bytes.extracting(start..<stream.count)
            do throws(WireError) {
                switch try framer.next(in: bytes) {
                case .needMore: break scan
                case .packet(let packet):
                    start += packet.byteCount
                    judge(reply: packet.array)
                }
            } catch {
                fatalError("behind a reply is no packet: \(error)")
            }
        }
        rest = Array(stream[start...])
    }

    private mutating func judge(reply packet: [UInt8]) {
        let spoken = mayBeInOtherVersion ? readable(packet) : version
        do throws(WireError) {
            let header = try WireReader(packet: packet.span.bytes).header
            let isVersion = header.typeNumber == PacketType.version.rawValue
            take(id: isVersion ? nil : header.id)
            let reply = try Packet(packet.span.bytes, direction: .reply, version: spoken)
            if case .version(let reply) = reply {
                version = ProtocolVersion(rawValue: reply.version) ?? version
            }
        } catch {
            fatalError("a reply is none of \(spoken): \(error)")
        }
    }

    /// Takes a waiting packet out; nil: an INIT.
    private mutating func take(id: UInt32?) {
        guard let count = waiting[id], count > 0 else {
            fatalError("a reply with id \(String(describing: id)) that nothing waits for")
        }
        waiting[id] = count - 1
    }

    /// The version in which a reply can be read, best the current one.
    private func readable(_ packet: [UInt8]) -> ProtocolVersion {
        for candidate in [version] + ProtocolVersion.allCases {
            do throws(WireError) {
                let decoded = try Packet(
                    packet.span.bytes, direction: .reply, version: candidate)
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
