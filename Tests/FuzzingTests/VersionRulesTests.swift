import SFTPWire
import Testing

@testable import Fuzzing

struct VersionRulesTests {
    @Test(
        arguments: [
            (20, .v5, true), (20, .v6, false), (21, .v5, false), (21, .v6, true), (22, .v3, false),
            (23, .v6, true), (17, .v3, true),
        ] as [(UInt8, ProtocolVersion, Bool)])
    func `types belong to versions`(type: UInt8, version: ProtocolVersion, isSound: Bool) {
        let violation = VersionRules.violation([0, 0, 0, 5, type, 0, 0, 0, 1], .request, version)
        #expect((violation == nil) == isSound)
    }

    @Test(
        arguments: [
            (0x8000_fffd, .v6, true), (0x8001_0000, .v6, false), (0x200, .v5, true),
            (0x400, .v5, false), (0x100, .v4, true), (0x200, .v4, false), (2, .v4, false),
        ] as [(UInt32, ProtocolVersion, Bool)])
    func `attribute flags belong to versions`(
        flags: UInt32, version: ProtocolVersion, isSound: Bool
    ) {
        #expect(VersionRules.defines(flags, version) == isSound)
    }

    /// The rules' names are those the codec gives its fields: a rule of another name would never
    /// act.
    @Test func `each field with a rule is met in its versions and in no other`() {
        var met: [String: Set<UInt32>] = [:]
        for version in ProtocolVersion.allCases {
            var generator = PacketGenerator(random: SeededRandom(seed: 9), version: version)
            for direction in [PacketType.Direction.request, .reply] {
                for _ in 0..<3000 {
                    let packet = generator.next(direction)
                    guard packet[4] < 200 else { continue }
                    for field in DissectedPacket(packet, direction, version).fields {
                        met[field.name, default: []].insert(version.rawValue)
                    }
                }
            }
        }
        for (name, versions) in VersionRules.names {
            #expect(met[name] == Set(versions), "\(name)")
        }
    }
}
