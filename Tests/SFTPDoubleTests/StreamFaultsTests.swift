import SFTPWire
import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

struct StreamFaultsTests {
    /// The latencies of the first reads of a connection.
    private func latencies(
        _ latency: StreamEffect.Latency, seed: UInt64 = 1, connection: Int = 1, count: UInt64 = 1000
    ) throws -> [UInt64] {
        var shape = StreamEffect.Shape()
        shape.latency = latency
        let fault = StreamFaults(seed: seed, connection: connection)
            .fault(.shape(.down, shape, .always))
        guard case .shape(.down, let made, .always) = try #require(fault),
            let draw = made.latencyNanoseconds
        else {
            Issue.record("not a shape with a latency")
            return []
        }
        return (1...count).map(draw)
    }

    @Test func `the same seed and connection draw the same latencies, others do not`() throws {
        let latency = StreamEffect.Latency.logNormal(median: 50_000_000, sigma: 0.5)
        let first = try latencies(latency)
        #expect(try latencies(latency) == first)
        #expect(try latencies(latency, seed: 2) != first)
        #expect(try latencies(latency, connection: 2) != first)
    }

    @Test func `latencies are spread as their distribution says`() throws {
        #expect(Set(try latencies(.fixed(7))) == [7])
        let even = try latencies(.uniform(1000, 2000))
        #expect(even.allSatisfy { (1000...2000).contains($0) })
        #expect((1450...1550).contains(even.reduce(0, +) / 1000))
        let skewed = try latencies(.logNormal(median: 1_000_000, sigma: 1)).sorted()
        #expect((900_000...1_100_000).contains(skewed[500]))
        // One in six is above e times the median.
        #expect((100...220).contains(skewed.count { $0 > 2_718_281 }))
        #expect(Set(try latencies(.logNormal(median: 9, sigma: 0))) == [9])
    }

    @Test func `extreme latencies stay within an hour`() throws {
        let wild = try latencies(.logNormal(median: 3_600_000_000_000, sigma: 4))
        #expect(wild.allSatisfy { $0 <= 3_600_000_000_000 })
    }

    @Test func `a throttle becomes a shape for each limited direction`() {
        let maker = StreamFaults(seed: 0, connection: 1)
        #expect(maker.faults(ThrottleSpec()).isEmpty)
        let rates = maker.faults(ThrottleSpec(up: 5, down: 7)).map { fault -> UInt64? in
            guard case .shape(_, let shape, .always) = fault else { return nil }
            return shape.bytesPerSecond
        }
        #expect(rates == [5, 7])
    }

    @Test func `host keys are made for the algorithms asked for, one of a family`() {
        #expect(
            HostKey.Algorithm.needed(for: ["rsa-sha2-512", "ssh-rsa", "ecdsa-sha2-nistp384"])
                == [.rsa(bits: 2048), .ecdsa384])
        #expect(HostKey.Algorithm.needed(for: ["ssh-ed25519"]) == [.ed25519])
    }
}
