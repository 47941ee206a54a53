internal import SFTPWire

/// What is known of a packet that was sent: what may answer it, and what a server may make of it.
struct SentRequest {
    /// A length that every server must take (draft-02 section 3).
    private static let leastPacketLimit = 34_000

    private static let nameFields: Set<String> = ["extended-request", "extended_type"]

    /// Its id; nil when it has none, or is too short for one.
    let id: UInt32?
    /// The word where requests have their id, whether it is one or not; nil when it is too short.
    let wordOfID: UInt32?
    /// The type byte.
    let typeNumber: UInt8
    /// Why it does not decode when read strictly; nil when it is as the draft wants it.
    let fault: WireError?
    /// The most bytes a DATA may answer with.
    let askedByteCount: UInt32?
    /// Whether it may end the session, or change its version, by what it says.
    let isAboutVersion: Bool
    /// Whether the name of an extension, which the drafts want to be text, holds a zero byte.
    private let hasBinaryName: Bool
    /// Whether every server has to take a packet of this size.
    private let isOfModestSize: Bool

    /// Looks at a whole packet.
    init(_ packet: [UInt8], version: ProtocolVersion) {
        typeNumber = packet.count > 4 ? packet[4] : 0
        isOfModestSize = packet.count <= Self.leastPacketLimit
        let bearsID = PacketType(rawValue: typeNumber)?.hasRequestID ?? true
        wordOfID = packet.count >= 9 ? BigEndian.word(packet, at: 5) : nil
        id = bearsID ? wordOfID : nil
        var fault: WireError?
        var asked: UInt32?
        var isAboutVersion = typeNumber == PacketType.`init`.rawValue
        let dissection = PacketDissection()
        do throws(WireError) {
            let decoded = try Packet(
                packet.span.bytes, direction: .request, version: version, isStrict: true,
                dissection: dissection)
            switch decoded {
            case .read(let read): asked = read.length
            case .knownExtended(.versionSelect): isAboutVersion = true
            default: break
            }
        } catch {
            fault = error
        }
        self.fault = fault
        hasBinaryName = dissection.fields.contains {
            Self.nameFields.contains($0.name)
                && packet[$0.offset..<($0.offset + $0.length)].contains(0)
        }
        askedByteCount = asked
        self.isAboutVersion =
            isAboutVersion || Self.holds(packet, RawSpan(literal: "version-select").array)
    }

    /// Whether every server must answer it, and go on.
    var isSound: Bool { fault == nil && isOfModestSize && !isAboutVersion && !hasBinaryName }

    /// Whether, done as asked, it can take away the folder that files are made in, or the right
    /// to make them there: attributes, moves and removals, extensions for these among them.
    var mayTakePlace: Bool {
        switch PacketType(rawValue: typeNumber) {
        case .setstat, .fsetstat, .rename, .remove, .rmdir, .extended: true
        default: false
        }
    }

    /// Its name in the drafts, without what all begin with.
    var label: String {
        PacketType(rawValue: typeNumber)?.row.shortName ?? "type \(typeNumber)"
    }

    /// Label and what is wrong with it; types that no client of the version sends are all alike.
    var site: String {
        guard let fault else { return label }
        let isUnknown = fault.kind == .unknownType || fault.kind == .unexpectedType
        return isUnknown ? "unknown type" : "\(label) \(fault.kind.rawValue)"
    }

    /// Why a reply cannot be the answer; nil when it can.
    func objection(to reply: LiveReply) -> String? {
        guard let type = reply.type else { return nil }
        switch (PacketType(rawValue: typeNumber), type) {
        case (.`init`, .version), (.`init`, .status): return nil
        case (.extended, .extendedReply), (.extended, .name), (.extended, .attrs),
            (.extended, .handle), (.extended, .data), (.extended, .status):
            return nil
        case (.open, .handle), (.opendir, .handle), (.stat, .attrs), (.lstat, .attrs),
            (.fstat, .attrs), (.readdir, .name):
            return nil
        case (.read, .data):
            guard let asked = askedByteCount, let got = reply.dataByteCount, got > Int(asked)
            else { return nil }
            return "DATA of \(got) bytes where \(asked) were asked for"
        case (.realpath, .name), (.readlink, .name):
            guard let count = reply.nameCount, count != 1 else { return nil }
            return "NAME with \(count) entries where there is one"
        case (let request?, .status):
            let hasValue: [PacketType] = [
                .open, .opendir, .stat, .lstat, .fstat, .readdir, .realpath, .readlink, .read,
            ]
            guard hasValue.contains(request), reply.statusCode == .ok else { return nil }
            return "STATUS OK where a value was asked for"
        case (nil, .status): return nil
        default: return "\(type.row.shortName) in answer to \(label)"
        }
    }

    private static func holds(_ packet: [UInt8], _ text: [UInt8]) -> Bool {
        guard packet.count >= text.count, packet[4] == PacketType.extended.rawValue else {
            return false
        }
        return packet.count >= 13 + text.count && Array(packet[13..<(13 + text.count)]) == text
    }
}
