import Fuzzing
import Glibc
import SFTPWire
import Testing

@testable import fuzz_canary

/// A number from the environment, so that CI can give its own seed and a longer run.
private func environment(_ name: String) -> UInt64? {
    guard let value = getenv(name) else { return nil }
    return UInt64(String(cString: value))
}

struct FuzzSmokeTests {
    private static let seed = environment("FUZZ_SEED") ?? 20_260_101
    private static let iterationCount = Int(environment("FUZZ_ITERATIONS") ?? 40_000)
    private static let shardCount = 8

    @Test(arguments: 0..<shardCount)
    func `no mutant makes the codec break a promise`(shard: Int) {
        var campaign = FuzzCampaign(
            seed: Self.seed &+ UInt64(shard), seeds: corpus.map { FuzzInput($0) },
            judge: StreamJudge(target: WireTarget()))
        let count = Self.iterationCount / Self.shardCount
        let findings = campaign.run(caseCount: count).map { finding in
            let hex = AnnotatedHex.lines(
                finding.bytes, direction: finding.direction, version: finding.version)
            return "\(finding)\n" + hex.joined(separator: "\n")
        }
        #expect(findings == [], "FUZZ_SEED=\(Self.seed) shard \(shard)")
        #expect(campaign.statistics.caseCount == count)
    }

    @Test func `mutants reach both sides of every check`() {
        var campaign = FuzzCampaign(
            seed: 5, seeds: corpus.map { FuzzInput($0) }, judge: StreamJudge(target: WireTarget()))
        _ = campaign.run(caseCount: 20_000)
        #expect(campaign.statistics.decodedCount > 2000)
        let reached = Set(campaign.errorCounts.keys)
        let tolerantKinds = Set(WireError.Kind.allCases).subtracting([
            .trailingBytes, .undefinedValue, .oversizedPacket,
        ])
        #expect(tolerantKinds.subtracting(reached).isSubset(of: [.tooLong]))
    }

    @Test func `the same seed gives the same run`() {
        func statistics(seed: UInt64) -> FuzzStatistics {
            var campaign = FuzzCampaign(seed: seed, judge: StreamJudge(target: WireTarget()))
            _ = campaign.run(caseCount: 2000)
            return campaign.statistics
        }
        #expect(statistics(seed: 77) == statistics(seed: 77))
        #expect(statistics(seed: 77) != statistics(seed: 78))
    }

    /// The bugs that a campaign in this process can meet; `CanaryTests` has the others.
    private static let mildBugs = PlantedBug.allCases.filter {
        !PlantedBug.deadly.contains($0) && $0 != .believesLengths
    }

    @Test(arguments: mildBugs)
    func `a planted bug is found`(bug: PlantedBug) {
        var campaign = FuzzCampaign(
            seed: 1, judge: StreamJudge(target: BuggyTarget(bug: bug)))
        let promises = campaign.run(caseCount: 50_000).map(\.promise)
        #expect(promises.contains(bug.promise), "\(bug): \(promises)")
    }
}

struct FuzzSmokeIdentityTests {
    private static let packetCount = Int(environment("FUZZ_PACKETS") ?? 4000)

    @Test(arguments: ProtocolVersion.allCases, [PacketType.Direction.request, .reply])
    func `a generated packet that is decoded and encoded is the same bytes`(
        version: ProtocolVersion, direction: PacketType.Direction
    ) {
        var generator = PacketGenerator(random: SeededRandom(seed: 4), version: version)
        let target = WireTarget()
        var types = Set<UInt8>()
        for _ in 0..<(Self.packetCount / 2) {
            let packet = generator.next(direction)
            types.insert(packet[4])
            var encoded: [UInt8] = []
            do throws(WireError) {
                encoded = try target.decode(
                    packet.span.bytes, direction: direction, version: version, isStrict: true)
            } catch {
                Issue.record("\(error)")
            }
            guard encoded == packet else {
                let lines = AnnotatedHex.lines(packet, direction: direction, version: version)
                Issue.record("\(lines.joined(separator: "\n"))\nencoded: \(encoded)")
                return
            }
        }
        let defined = PacketType.allCases.filter {
            $0.direction == direction && $0.exists(in: version)
        }
        #expect(types == Set(defined.map(\.rawValue)))
    }
}
