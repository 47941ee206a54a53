internal import SFTPWire

/// A reply of a live server, as far as the oracles look at it.
struct LiveReply {
    /// Its type; nil when no draft has it.
    let type: PacketType?
    /// Its id; nil for VERSION and for packets too short for one.
    let id: UInt32?
    /// Why it does not decode.
    private(set) var fault: WireError?
    private(set) var statusCode: StatusCode?
    private(set) var handle: [UInt8]?
    private(set) var dataByteCount: Int?
    private(set) var data: [UInt8]?
    private(set) var nameCount: UInt32?
    /// What a VERSION packet says.
    private(set) var announcedVersion: UInt32?
    /// The size in ATTRS.
    private(set) var size: UInt64?

    /// Reads a whole packet; with `anyVersion` it may be a packet of another version.
    init(_ packet: [UInt8], version: ProtocolVersion, anyVersion: Bool) {
        type = packet.count > 4 ? PacketType(rawValue: packet[4]) : nil
        let hasID = type != .version && packet.count >= 9
        id = hasID ? BigEndian.word(packet, at: 5) : nil
        let others = ProtocolVersion.allCases.filter { anyVersion && $0 != version }
        for version in [version] + others {
            do throws(WireError) {
                try read(packet, version: version)
                fault = nil
                break
            } catch {
                if fault == nil { fault = error }
            }
        }
    }

    /// Takes the reply as it is: its version is none whose layouts are known.
    mutating func forgive() { fault = nil }

    private mutating func read(
        _ packet: [UInt8], version: ProtocolVersion
    ) throws(WireError) {
        switch try Packet(packet.span.bytes, direction: .reply, version: version) {
        case .status(let reply): statusCode = reply.code
        case .handle(let reply): handle = reply.handle.array
        case .data(let reply):
            dataByteCount = reply.data.byteCount
            // Only the sanity conversation looks at bytes, and it asks for few.
            if reply.data.byteCount <= SanityConversation.content.count {
                data = reply.data.array
            }
        case .name(let reply): nameCount = reply.count
        case .version(let reply): announcedVersion = reply.version
        case .attrs(let reply): size = reply.attributes.size
        default: break
        }
    }

    /// Whether it says that a file cannot be where it was asked for.
    var refusesPlace: Bool {
        let codes: [StatusCode] = [
            .permissionDenied, .noSuchFile, .noSuchPath, .notADirectory,
        ]
        return statusCode.map { codes.contains($0) } ?? false
    }

    /// Its name in the drafts, with the code of a STATUS.
    var label: String {
        guard let type else { return "a reply of unknown type" }
        guard let code = statusCode else { return type.row.shortName }
        return "STATUS \(code.name ?? String(code.rawValue))"
    }
}
