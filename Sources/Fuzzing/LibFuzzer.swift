internal import CLinux
public import SFTPWire

/// What the entry points of all libFuzzer targets share.
///
/// An input is one option byte and a stream. Its two low bits choose the version and the third the
/// direction, so that one corpus serves all versions and one mutator all targets; the others are
/// flags of the target.
public enum LibFuzzer {
    /// The bits of the option byte that are a target's own.
    public static let flagBits: UInt8 = 0xf8

    private static let replyBit: UInt8 = 4

    /// What an input says; nil when it is empty.
    ///
    /// - Parameter direction: who sends, whatever the option byte says; nil: what it says.
    public static func input(
        _ bytes: UnsafeRawBufferPointer, as direction: PacketType.Direction? = nil
    ) -> FuzzInput? {
        guard let option = bytes.first else { return nil }
        let said: PacketType.Direction = option & replyBit == 0 ? .request : .reply
        return FuzzInput(
            direction: direction ?? said, version: version(option),
            bytes: Array(bytes.dropFirst()))
    }

    /// The bytes of an input; of `flags` only the target's own bits count.
    public static func bytes(_ input: FuzzInput, flags: UInt8 = 0) -> [UInt8] {
        let version = UInt8(truncatingIfNeeded: input.version.rawValue) &- 3
        let direction = input.direction == .request ? 0 : replyBit
        return [version | direction | flags & flagBits] + input.bytes
    }

    /// Makes what a target keeps to its end.
    ///
    /// An array inside an enum can be a pointer with bits of the enum's tag in it, which the leak
    /// sanitizer does not know for one, so that what is kept so looks lost at the end.
    public static func kept<Value>(_ make: () -> Value) -> Value {
        clinux_lsan_disable()
        defer { clinux_lsan_enable() }
        return make()
    }

    /// The version an option byte chooses.
    public static func version(_ option: UInt8) -> ProtocolVersion {
        ProtocolVersion(rawValue: 3 + UInt32(option & 3)) ?? .v3
    }

    /// Changes the `size` bytes at the front of `space` by fields and packets.
    ///
    /// One input in four is left to `blind`, libFuzzer's own mutator, which knows its dictionary;
    /// half of the others get handles and paths that a session may know.
    ///
    /// - Returns: the new size, at most that of `space`.
    public static func mutate(
        _ space: UnsafeMutableRawBufferPointer, size: Int, seed: UInt32,
        blind: (UnsafeMutableRawBufferPointer, Int) -> Int
    ) -> Int {
        var random = SeededRandom(seed: UInt64(seed))
        let old = UnsafeRawBufferPointer(rebasing: space.prefix(size))
        guard space.count > 1, random.next(below: 4) > 0, let start = input(old) else {
            return blind(space, size)
        }
        var flags = old.first ?? 0
        if random.next(below: 16) == 0 { flags = UInt8(truncatingIfNeeded: random.next()) }
        var generator = PacketGenerator(random: random, version: start.version)
        let partner = generator.next(start.direction)
        let mutator = StreamMutator(maximumByteCount: space.count - 1)
        var mutant = start
        if random.next(below: 8) > 0 {
            if mutant.bytes.isEmpty { mutant.bytes = partner }
            mutant = mutator.mutate(mutant, partner: partner, random: &random)
        } else {
            mutant.bytes += partner
        }
        if mutant.direction == .request, random.next() & 1 == 0 {
            mutant.bytes = FamiliarWords.put(into: mutant, random: &random)
        }
        return store(bytes(mutant, flags: flags), in: space)
    }

    /// Writes the front of one stream and the end of another into `space`, cut between packets.
    ///
    /// - Returns: how many bytes were written, 0 when there is nothing to cross.
    public static func cross(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer,
        into space: UnsafeMutableRawBufferPointer, seed: UInt32
    ) -> Int {
        var random = SeededRandom(seed: UInt64(seed))
        guard let flags = first.first, var child = input(first), let other = input(second) else {
            return 0
        }
        child.bytes =
            StreamMutation.cross.apply(
                to: PacketStream(child.bytes), partner: PacketStream(other.bytes), random: &random
            ).bytes
        return store(bytes(child, flags: flags), in: space)
    }

    private static func store(
        _ bytes: [UInt8], in space: UnsafeMutableRawBufferPointer
    ) -> Int {
        let stored = bytes.prefix(space.count)
        space.copyBytes(from: stored)
        return stored.count
    }

    /// Decodes a stream of one side, encodes it, decodes that again, and cuts it.
    ///
    /// Ends the process when a promise was broken, so that libFuzzer keeps the input.
    ///
    /// - Returns: whether the input is one at all.
    public static func judge(
        _ bytes: UnsafeRawBufferPointer, as direction: PacketType.Direction
    ) -> Bool {
        guard let input = input(bytes, as: direction) else { return false }
        let findings = streamJudge.judge(input, splitSeed: UInt64(bytes.count)) { packet, _ in
            LazyParts.read(packet, direction, input.version)
        }
        if let finding = findings.first { fatalError(finding.description) }
        // Noting fields is slow: in short inputs only.
        if bytes.count < 512, let fault = FieldOracle.judge(input) { fatalError(fault) }
        return true
    }

    private static let streamJudge = StreamJudge(target: FuzzedTarget())
}
