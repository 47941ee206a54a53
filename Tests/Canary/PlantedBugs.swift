internal import Fuzzing
internal import SFTPWire

/// Bugs of the shapes real SFTP parsers had, planted to see that the harness finds them.
enum PlantedBug: String, CaseIterable {
    /// A string that reaches past the packet is cut to what is there (libssh2, wolfSSH).
    case clampsStrings
    /// A count is believed when it cannot fit (pkg/sftp), here: read as 0.
    case ignoresCounts
    /// A header that comes in two pieces is read with a byte missing (libssh).
    case losesSplitHeaders
    /// The error's offset counts from the wrong place (dartssh2).
    case misplacesErrors
    /// Every encoding swaps the bytes of the id.
    case swapsIDs
    /// The encoder pads what it writes.
    case padsReplies
    /// Only strict readers take an unknown type.
    case strictTakesMore
    /// Requests of version 6 are taken in earlier ones.
    case takesLaterTypes
    /// Memory is taken by a declared length, up to 8 MiB (wolfSSH).
    case believesLengths
    /// Memory is taken by a declared count, without bound (pkg/sftp): the system refuses it.
    case believesCounts
    /// A count that cannot fit ends in an index out of range (JSch).
    case traps
    /// DATA of no bytes is waited for (mina-sshd).
    case hangs

    /// The bugs that end or hold up the process they are in.
    static let deadly: [PlantedBug] = [.believesCounts, .traps, .hangs]

    /// The promise this bug breaks.
    var promise: Finding.Promise {
        switch self {
        case .clampsStrings, .ignoresCounts: .strictIsExact
        case .losesSplitHeaders: .splitIndependence
        case .misplacesErrors: .offsetInPacket
        case .swapsIDs: .stableEncoding
        case .padsReplies: .boundedEncoding
        case .strictTakesMore: .strictIsNarrower
        case .takesLaterTypes: .versionRules
        case .believesLengths: .boundedMemory
        case .believesCounts, .traps: .survival
        case .hangs: .termination
        }
    }
}

/// The real codec with one bug planted in it, or none.
struct BuggyTarget: DecodeTarget {
    let bug: PlantedBug?
    private let real = WireTarget()

    init(bug: PlantedBug?) { self.bug = bug }

    @_lifetime(copy bytes)
    func frame(_ bytes: RawSpan) throws(WireError) -> FramedPacket {
        if bug == .losesSplitHeaders, (1...3).contains(bytes.byteCount) {
            throw WireError(.truncated, at: 0, in: "length")
        }
        return try real.frame(bytes)
    }

    func decode(
        _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion,
        isStrict: Bool
    ) throws(WireError) -> [UInt8] {
        do throws(WireError) {
            var encoded = try real.decode(
                packet, direction: direction, version: version, isStrict: isStrict)
            if bug == .swapsIDs, encoded[4] > 2 { encoded.swapAt(5, 8) }
            if bug == .hangs, packet.byteCount == 13, encoded[4] == 103 {
                while Self.isWaiting {}
            }
            if bug == .padsReplies, direction == .reply {
                encoded += [UInt8](repeating: 0, count: 16)
            }
            return encoded
        } catch {
            switch (bug, error.kind) {
            case (.clampsStrings, .lengthOverrun) where error.offset > 0:
                return try patched(
                    packet, at: error.offset,
                    with: UInt32(packet.byteCount - error.offset - 4), direction, version,
                    isStrict)
            case (.ignoresCounts, .countOverrun):
                return try patched(packet, at: error.offset, with: 0, direction, version, isStrict)
            case (.misplacesErrors, .truncated):
                throw WireError(error.kind, at: error.offset + 1000, in: error.field)
            case (.takesLaterTypes, .unexpectedType) where direction == .request:
                return try real.decode(
                    packet, direction: direction, version: .v6, isStrict: isStrict)
            case (.believesLengths, .lengthOverrun), (.believesCounts, .countOverrun):
                let most = bug == .believesLengths ? 8 << 20 : Int.max
                Self.take(min(word(packet, at: error.offset), most))
                throw error
            case (.traps, .countOverrun):
                let entries = [Int](repeating: 0, count: 8)
                let entry = entries[entries.count + word(packet, at: error.offset)]
                throw WireError(error.kind, at: error.offset + entry, in: error.field)
            case (.strictTakesMore, .unknownType) where isStrict:
                return []
            default:
                throw error
            }
        }
    }

    /// Always true, which the compiler does not see.
    private static var isWaiting: Bool { CommandLine.argc > 0 }

    /// Takes memory, touches it and gives it back.
    private static func take(_ byteCount: Int) {
        let memory = [UInt8](repeating: 1, count: byteCount)
        precondition(memory.count == byteCount)
    }

    private func word(_ packet: RawSpan, at offset: Int) -> Int {
        packet.withUnsafeBytes { bytes in
            bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
    }

    private func patched(
        _ packet: RawSpan, at offset: Int, with word: UInt32,
        _ direction: PacketType.Direction, _ version: ProtocolVersion, _ isStrict: Bool
    ) throws(WireError) -> [UInt8] {
        var bytes = packet.withUnsafeBytes { Array($0) }
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
        }
        return try real.decode(
            bytes.span.bytes, direction: direction, version: version, isStrict: isStrict)
    }
}
