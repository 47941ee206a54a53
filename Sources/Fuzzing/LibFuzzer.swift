public import SFTPWire

/// What the entry points of all libFuzzer targets share.
///
/// An input is one option byte and a stream. The byte's two low bits choose the version, so that
/// one corpus serves all four.
public enum LibFuzzer {
    /// What an input says; nil when it is empty.
    public static func input(
        _ bytes: UnsafeRawBufferPointer, _ direction: PacketType.Direction
    ) -> FuzzInput? {
        guard let option = bytes.first else { return nil }
        return FuzzInput(
            direction: direction, version: version(option), bytes: Array(bytes.dropFirst()))
    }

    /// The bytes of an input.
    public static func bytes(_ input: FuzzInput) -> [UInt8] {
        [UInt8(truncatingIfNeeded: input.version.rawValue &- ProtocolVersion.v3.rawValue)]
            + input.bytes
    }

    /// The version an option byte chooses.
    public static func version(_ option: UInt8) -> ProtocolVersion {
        let versions = ProtocolVersion.allCases
        return versions[Int(option) % versions.count]
    }

    /// Changes the `size` bytes at the front of `space` by fields and packets.
    ///
    /// One input in four is left to `blind`, libFuzzer's own mutator, which knows its dictionary.
    ///
    /// - Returns: the new size, at most that of `space`.
    public static func mutate(
        _ space: UnsafeMutableRawBufferPointer, size: Int, seed: UInt32,
        _ direction: PacketType.Direction, blind: (UnsafeMutableRawBufferPointer, Int) -> Int
    ) -> Int {
        var random = SeededRandom(seed: UInt64(seed))
        let old = UnsafeRawBufferPointer(rebasing: space.prefix(size))
        guard space.count > 1, random.next(below: 4) > 0, let input = input(old, direction) else {
            return blind(space, size)
        }
        var start = input
        var generator = PacketGenerator(random: random, version: input.version)
        let partner = generator.next(direction)
        if start.bytes.isEmpty { start.bytes = partner }
        let mutator = StreamMutator(maximumByteCount: space.count - 1)
        let mutant = bytes(mutator.mutate(start, partner: partner, random: &random))
        space.copyBytes(from: mutant)
        return mutant.count
    }

    /// Ends the process when a promise was broken, so that libFuzzer keeps the input.
    public static func report(_ findings: [Finding]) {
        if let finding = findings.first { fatalError(finding.description) }
    }
}
