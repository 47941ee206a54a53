import SFTPWire
import Testing

@testable import Fuzzing

struct LibFuzzerTests {
    @Test(arguments: ProtocolVersion.allCases, [PacketType.Direction.request, .reply])
    func `an input is read as it was written, whatever flags the target has`(
        version: ProtocolVersion, direction: PacketType.Direction
    ) {
        let input = FuzzInput(direction: direction, version: version, bytes: [1, 2, 3])
        for flags in [UInt8.min, 0x28, .max] {
            let bytes = LibFuzzer.bytes(input, flags: flags)
            #expect(bytes.withUnsafeBytes { LibFuzzer.input($0) } == input)
            #expect(bytes[0] & LibFuzzer.flagBits == flags & LibFuzzer.flagBits)
        }
        #expect([UInt8]().withUnsafeBytes { LibFuzzer.input($0) } == nil)
    }

    private func mutants(of seed: [UInt8], space: Int, _ count: UInt32) -> [[UInt8]] {
        (0..<count).map { number in
            var bytes = seed + [UInt8](repeating: 0xee, count: max(0, space - seed.count))
            let size = bytes.withUnsafeMutableBytes { buffer in
                let front = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(space))
                return LibFuzzer.mutate(front, size: min(seed.count, space), seed: number) {
                    $1
                }
            }
            #expect(size <= space)
            return Array(bytes.prefix(size))
        }
    }

    @Test func `mutants fit into the space, and the same seed gives the same mutant`() {
        let seed = SessionSeeds.all[3]
        for space in [1, 2, 9, 40, 4_096] {
            #expect(mutants(of: seed, space: space, 50) == mutants(of: seed, space: space, 50))
        }
    }

    @Test func `mutants are many, keep the direction and use what sessions know`() {
        let mutants = mutants(of: SessionSeeds.all[0], space: 4_096, 400)
        #expect(Set(mutants).count > 250)
        #expect(mutants.allSatisfy { $0[0] & 4 == 0 })
        let handles = mutants.flatMap { mutant in
            PacketStream(Array(mutant.dropFirst())).pieces.flatMap { packet in
                DissectedPacket(packet, .request, LibFuzzer.version(mutant[0])).fields
                    .filter { $0.name == "handle" }
                    .map { Array(packet[$0.offset..<($0.offset + $0.length)]) }
            }
        }
        #expect(Set(FamiliarWords.handles).isSubset(of: handles))
    }

    @Test func `a crossing begins as the first and ends as the second, between packets`() {
        let first = SessionSeeds.all[0]
        let second = SessionSeeds.all[1]
        let whole = Set(
            [first, second].flatMap { PacketStream(Array($0.dropFirst())).pieces })
        for seed in 0..<50 as Range<UInt32> {
            var space = [UInt8](repeating: 0, count: 8_192)
            let size = space.withUnsafeMutableBytes { space in
                first.withUnsafeBytes { first in
                    second.withUnsafeBytes { second in
                        LibFuzzer.cross(first, second, into: space, seed: seed)
                    }
                }
            }
            #expect(space[0] == first[0])
            let pieces = PacketStream(Array(space[1..<size])).pieces
            #expect(!pieces.isEmpty && pieces.allSatisfy { whole.contains($0) })
        }
    }

    @Test func `the map of fields of every case of the corpus is sound`() {
        for file in corpus {
            #expect(FieldOracle.judge(FuzzInput(file)) == nil, "\(file.name)")
        }
    }

    @Test func `what a packet leaves unread is read to its end`() {
        func parts(_ hex: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion)
            -> Int
        {
            LazyParts.read(hex.span.bytes, direction, version)
        }
        // VERSION 6 with vendor-id "" "" "" 1, whose data is no supported2 but 20 bytes.
        var buffer = WireBuffer()
        let writer = HandshakeWriter(.version, version: 6, to: &buffer)
        let data = [UInt8](repeating: 0, count: 19) + [1]
        writer.append(name: "vendor-id".utf8.span.bytes, data: data.span.bytes, to: &buffer)
        writer.finish(&buffer)
        #expect(parts(buffer.unread.array, .reply, .v6) == 3)
        // EXTENDED_REPLY of 32 bytes: limits@openssh.com, two empty lists, two empty strings.
        let limits = [0, 0, 0, 37, 201, 0, 0, 0, 9] + [UInt8](repeating: 0, count: 32)
        #expect(parts(limits, .reply, .v3) >= 4)
        #expect(parts([0, 0, 0, 1, 201], .reply, .v3) == 0)
    }
}
