internal import SFTPWire

/// What a run has seen happen, so that an input which does something new can be kept.
///
/// Without instrumentation the outcomes are all there is to see: which packet, read in which
/// version, was accepted with how many fields, or refused for what in which field.
struct FeatureSet: Sendable {
    private var seen: Set<UInt64> = []

    /// How many different outcomes were seen.
    var count: Int { seen.count }

    /// Adds what one packet came to; true when it is new.
    mutating func add(_ packet: RawSpan, _ input: FuzzInput, _ verdict: Verdict) -> Bool {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ value: UInt64) {
            hash = (hash ^ value) &* 0x0000_0100_0000_01b3
        }
        mix(UInt64(input.version.rawValue))
        mix(input.direction == .request ? 1 : 2)
        mix(packet.withUnsafeBytes { $0.count > 4 ? UInt64($0[4]) : 256 })
        switch verdict {
        case .ok:
            mix(3)
            // The number of digits of the length: 30 bytes and 40 are the same, 300 are not.
            mix(UInt64(Int.bitWidth - packet.byteCount.leadingZeroBitCount))
        case .error(let error):
            mix(4)
            for byte in error.kind.rawValue.utf8 { mix(UInt64(byte)) }
            for byte in error.field.utf8 { mix(UInt64(byte)) }
        case .needs: mix(5)
        }
        return seen.insert(hash).inserted
    }
}
