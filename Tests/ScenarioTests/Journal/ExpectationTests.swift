import SFTPWire
import Testing

@testable import Scenario

/// The expectations that are no plain counts.
struct ExpectationTests {
    private typealias Selector = JournalExpectation.Selector

    private func journal(
        _ subject: JournalExpectation.Subject, count: ClosedRange<UInt64> = 0...0
    ) -> Journal {
        Journal(
            rules: [failing("cut")],
            expectations: [JournalExpectation(subject, count: count, text: "{…}")])
    }

    private func problem(_ journal: Journal) -> String? {
        journal.report(.init(firings: [1])).failures.first?.failure?.problem
    }

    private static func path(_ text: String) -> Condition {
        .path(BytePattern(exactly: Array(text.utf8)))
    }

    // MARK: Order

    private var order: JournalExpectation.Subject {
        .order([
            Selector([.fileWrite], text: "w"), Selector([.fileClose], text: "c"),
            Selector([.fileRename], Self.path("/x"), text: "r"),
        ])
    }

    @Test func `steps in order pass, with other records between`() {
        let journal = journal(order)
        for kind in [EventKind.fileClose, .fileWrite, .fileRead, .fileWrite, .fileClose] {
            journal.add(kind)
        }
        journal.add(.fileRename, path: "/x")
        #expect(problem(journal) == nil)
    }

    @Test func `steps in another order fail and show how far they came`() {
        let journal = journal(order)
        journal.add(.fileRename, path: "/x")
        journal.add(.fileWrite, path: "/y")
        journal.add(.fileClose, path: "/y")
        journal.add(.fileRename, path: "/y")
        #expect(
            journal.report(.init(firings: [1])).text == """
                expect[0] failed: {…}
                  expected 3 steps in order, found 2
                  step 1: record 2: fileWrite, on connection 1, path "/y"
                  step 2: record 3: fileClose, on connection 1, path "/y"
                  not found after it: r
                  nearest: record 4: fileRename, on connection 1, path "/y"
                    path: expected {"equals": "/x"}, was "/y"

                """)
    }

    // MARK: Never after

    private var noWriteAfterFull: JournalExpectation.Subject {
        .events(
            Selector([.fileWrite]),
            after: .event(Selector([.fileWrite], .status([.quotaExceeded], isNegated: false))))
    }

    @Test func `an event may be what others must not come after`() {
        let journal = journal(noWriteAfterFull)
        journal.add(.fileWrite) { $0.status = .ok }
        journal.add(.fileWrite) { $0.status = .quotaExceeded }
        journal.add(.fileClose) { $0.status = .ok }
        #expect(problem(journal) == nil)
        journal.add(.fileWrite) { $0.status = .quotaExceeded }
        #expect(problem(journal) == "expected none, counted 1")
    }

    @Test func `an anchor that never came is told with what came near`() {
        let journal = journal(
            .events(Selector([.fileClose]), after: .event(Selector([.fileOpen], Self.path("/x")))),
            count: 1...1)
        journal.add(.fileOpen, path: "/y")
        journal.add(.fileClose)
        let details = journal.report(.init(firings: [1])).failures.first?.failure?.details
        #expect(
            details == [
                "what it comes after has not happened",
                "nearest: record 1: fileOpen, on connection 1, path \"/y\"",
                "  path: expected {\"equals\": \"/x\"}, was \"/y\"",
            ])
    }

    // MARK: Reconnecting and giving up

    /// A connection on which the rule acts 1 s after it began.
    private func cut(_ subject: JournalExpectation.Subject) -> Journal {
        let journal = journal(subject)
        journal.add(.connectionRequest) { $0.status = .ok }
        journal.add(.fileWrite) {
            $0.startNanoseconds = 1_000_000_000
            $0.rules = RuleList(0)
        }
        return journal
    }

    private func end(_ journal: Journal, _ connection: Int, at seconds: UInt64, _ cause: String) {
        journal.add(.disconnected, connection: connection, message: cause) {
            $0.durationNanoseconds = seconds * 1_000_000_000
        }
    }

    @Test(
        arguments: [
            (3, nil), (6, nil),
            (7, "expected another connection within 5.000 s, it came after 6.000 s"),
        ] as [(UInt64, String?)])
    func `reconnecting is timed from the rule to the next connection`(
        second: UInt64, expected: String?
    ) {
        let journal = cut(.reconnected(within: 5_000_000_000, after: 0))
        end(journal, 1, at: 1, "reset by the server")
        journal.add(.connectionRequest, connection: 2) {
            $0.status = .ok
            $0.startNanoseconds = second * 1_000_000_000
        }
        #expect(problem(journal) == expected)
    }

    @Test func `a client that does not come back has not reconnected`() {
        let journal = cut(.reconnected(within: 5_000_000_000, after: 0))
        end(journal, 1, at: 1, "reset by the server")
        #expect(
            problem(journal) == "expected another connection within 5.000 s, there was none")
    }

    @Test(
        arguments: [
            (2, JournalEntry.closedByClient, nil),
            (
                9, JournalEntry.closedByClient,
                "expected the client to give up within 5.000 s, it went on for 8.000 s"
            ),
            (
                2, JournalEntry.serverStopped,
                "expected the client to give up within 5.000 s, connection 1 was still there at "
                    + "the end"
            ),
        ] as [(UInt64, String, String?)])
    func `giving up is timed from the rule to the last sign of the client`(
        second: UInt64, cause: String, expected: String?
    ) {
        let journal = cut(.gaveUp(within: 5_000_000_000, after: 0))
        end(journal, 1, at: second, cause)
        #expect(problem(journal) == expected)
    }

    @Test func `a client that is still there has not given up`() {
        #expect(
            problem(cut(.gaveUp(within: 5_000_000_000, after: 0)))
                == "expected the client to give up within 5.000 s, connection 1 was still there "
                + "at the end")
    }

    @Test func `a client that comes back late has not given up`() {
        let journal = cut(.gaveUp(within: 5_000_000_000, after: 0))
        end(journal, 1, at: 1, "reset by the server")
        journal.add(.connectionRequest, connection: 2) {
            $0.status = .ok
            $0.startNanoseconds = 60_000_000_000
        }
        end(journal, 2, at: 61, JournalEntry.closedByClient)
        #expect(
            problem(journal)
                == "expected the client to give up within 5.000 s, it went on for 60.000 s")
    }

    @Test(arguments: [true, false])
    func `without the rule's action there is nothing to time`(isReconnecting: Bool) {
        let journal = journal(
            isReconnecting ? .reconnected(within: 1, after: 0) : .gaveUp(within: 1, after: 0))
        journal.add(.fileWrite)
        #expect(problem(journal) == "the rule it comes after has not acted")
    }

    // MARK: Memory

    @Test func `however many records there are, three are kept to explain a failure`() {
        let journal = journal(.events(Selector([.fileRead], Self.path("/x")), after: nil))
        for _ in 0..<10_000 { journal.add(.fileRead, path: "/x") }
        let details = journal.report(.init()).failures.first?.failure?.details
        #expect(details?.count == 3)
    }
}
