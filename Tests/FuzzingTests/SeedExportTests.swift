import SFTPWire
import Testing

@testable import Fuzzing

struct SeedExportTests {
    private static let files = SeedExport.files(corpus)

    @Test func `every case short enough is a seed that reads back as the case`() throws {
        let short = corpus.filter { $0.bytes.count < SeedExport.longest }
        for (direction, target) in [
            (PacketType.Direction.request, "fuzz-requests"), (.reply, "fuzz-replies"),
        ] {
            let seeds = Self.files.filter { $0.path.hasPrefix(target + "/") }
            let inputs = try seeds.map { seed in
                try #require(seed.bytes.withUnsafeBytes { LibFuzzer.input($0) })
            }
            #expect(inputs == short.filter { $0.direction == direction }.map { FuzzInput($0) })
            #expect(seeds.count > 100)
        }
        #expect(Self.files.count { $0.path.hasPrefix("fuzz-framer/") } == short.count)
    }

    @Test func `the same corpus gives the same files, each path once`() {
        #expect(Self.files == SeedExport.files(corpus))
        #expect(Set(Self.files.map(\.path)).count == Self.files.count)
    }

    @Test(arguments: SeedExport.packetTargets + [SeedExport.textTarget])
    func `every target has a dictionary in libFuzzer's form, and options`(target: String) throws {
        let files = SeedExport.files(corpus, texts: [Array(#"{"version": 1}"#.utf8)])
        let dictionary = try #require(files.first { $0.path == target + ".dict" })
        let lines = String(decoding: dictionary.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count > 10)
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1)
            #expect(parts.count == 2, "\(line)")
            #expect(parts.last?.first == "\"" && parts.last?.last == "\"", "\(line)")
            // libFuzzer takes words of at most 64 bytes; each byte is four characters here.
            #expect((parts.last?.count ?? 0) <= 2 + 4 * 64, "\(line)")
        }
        #expect(files.contains { $0.path == target + ".options" })
        #expect(files.contains { $0.path.hasPrefix(target + "/") })
    }

    @Test func `the words of scenario files are quoted once each`() {
        let text = Array(#"{"delay": "5ms", "on": "fileRead", "x": {"delay": ""}}"#.utf8)
        let dictionary = String(decoding: SeedExport.textDictionary([text]), as: UTF8.self)
        let delay = #""\x64\x65\x6c\x61\x79""#
        #expect(dictionary.split(separator: "\n").count { $0.hasSuffix(delay) } == 1)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `seeds of sessions begin with requests that decode in their version`(
        version: ProtocolVersion
    ) throws {
        let seeds = SessionSeeds.all.filter { LibFuzzer.version($0[0]) == version }
        #expect(seeds.count == 16)
        for seed in seeds {
            let input = try #require(seed.withUnsafeBytes { LibFuzzer.input($0) })
            let pieces = PacketStream(input.bytes).pieces
            #expect(pieces.count == 19)
            for piece in pieces.prefix(3) {
                #expect(DissectedPacket(piece, .request, version).fault == nil)
            }
        }
    }
}
