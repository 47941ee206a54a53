import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Delays that are drawn.
@Suite struct DrawnDelayTests {
    private static let millisecond: UInt64 = 1_000_000

    private func draws(_ spread: DurationSpread, seed: UInt64 = 1) -> [UInt64] {
        var random = SeededRandom(seed: seed)
        return (0..<10_000).map { _ in spread.draw(&random) }.sorted()
    }

    @Test func `a uniform draw reaches both ends and the middle`() {
        let values = draws(.uniform(10...20))
        #expect(Set(values) == Set(10...20))
        #expect(draws(.uniform(5...5)).allSatisfy { $0 == 5 })
        #expect(Set(draws(.uniform(0 ... .max))).count > 9_000)
    }

    @Test func `a log-normal draw has its median, its spread and its limit`() {
        let values = draws(.logNormal(median: 1_000_000, sigma: 0.5, limit: .max))
        #expect((970_000...1_030_000).contains(values[5_000]))
        // Of a normal distribution 95 % lie within 1.645 deviations on one side.
        #expect((2_150_000...2_400_000).contains(values[9_500]))
        #expect((415_000...465_000).contains(values[500]))
        let limited = draws(.logNormal(median: 1_000, sigma: 3, limit: 2_000))
        #expect(limited.last == 2_000)
        #expect(draws(.logNormal(median: 7, sigma: 0, limit: 9)).allSatisfy { $0 == 7 })
        #expect(draws(.logNormal(median: .max, sigma: 3, limit: .max)).last == .max)
    }

    @Test func `equal seeds draw equal delays, other connections others`() throws {
        let rules = try Server.rules(
            #"{"on": "dirRemove", "do": {"delay": {"uniform": {"from": "1ms", "to": "1s"}}}}"#)
        func durations(seed: UInt64, connection: Int) throws -> [UInt64] {
            let server = try Server(rules: rules, seed: seed)
            let client = Client(server, connection: connection)
            client.send(Request.initialize())
            for _ in 0..<4 {
                client.send(Request.rmdir("nope"))
                while !client.session.isIdle { client.advance(by: Self.millisecond) }
            }
            return server.entries.map(\.record.durationNanoseconds)
        }
        let first = try durations(seed: 1, connection: 1)
        #expect(Set(first).count == 4)
        #expect(first == (try durations(seed: 1, connection: 1)))
        #expect(first != (try durations(seed: 2, connection: 1)))
        #expect(first != (try durations(seed: 1, connection: 2)))
    }
}
