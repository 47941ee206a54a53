import SFTPDouble
import SFTPWire
import Scenario
import Testing

/// The library as another package uses it: nothing here sees inside.
struct ClosureTests {
    @Test(.timeLimit(.minutes(1)))
    func `a double in a program's own tests, as the page shows it`() throws {
        // This is the example of Scenarios/CROSSWALK.md.
        let double = try TestDouble(Configuration(Scenario(), drawnSeed: 1))
        double.on(.fileWrite, .before) { event in
            if (event.offset ?? 0) >= 1 << 20 {
                event.answer(.quotaExceeded, message: "disk full")
            }
        }
        double.on(.fileRemove, .after, named: "lies") { event in
            if event.outcome == .ok { event.answer(.failure) }
        }
        let address = try double.start()
        #expect(address.port > 0)
        let report = double.stop()
        #expect(report.isPassed)
    }

    @Test(.timeLimit(.minutes(1)))
    func `the report can be asked for while the double runs`() throws {
        let expectation = JournalExpectation(.events(.init([.fileWrite]), after: nil), text: "e")
        let double = try TestDouble(
            Configuration(Scenario(expectations: [expectation]), drawnSeed: 1))
        _ = try double.start()
        #expect(
            double.report.failures.map(\.failure?.problem) == ["expected at least 1, counted 0"])
        double.journal.append(JournalRecord(kind: .fileWrite, connection: 1))
        #expect(double.report.isPassed)
        #expect(double.explanation(of: 1)?.entry.kind == .fileWrite)
        #expect(double.stop().isPassed)
    }
}
