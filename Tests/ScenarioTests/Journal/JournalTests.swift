import SFTPWire
import Synchronization
import Testing

@testable import Scenario

struct JournalTests {
    @Test func `entries give back what was appended, oldest first`() {
        let journal = Journal(rules: [failing("r")])
        journal.add(.fileRename, path: "/a", newPath: "/b") {
            $0.status = .ok
            $0.rules = RuleList(0)
        }
        journal.add(.userAuthRequest, connection: 2, user: "bob", name: "none")
        let entries = journal.entries
        #expect(entries.map(\.number) == [1, 2])
        #expect(entries.map(\.kind) == [.fileRename, .userAuthRequest])
        #expect(entries.map(\.user) == ["alice", "bob"])
        #expect(entries[0].path == Array("/a".utf8))
        #expect(entries[0].newPath == Array("/b".utf8))
        #expect(entries[0].status == .ok)
        #expect(entries[0].rules == ["r"])
        #expect(entries[1].name == "none")
        #expect(entries[1].path == nil && entries[1].status == nil && entries[1].rules.isEmpty)
    }

    @Test func `memory is bounded: the oldest records go and are counted`() throws {
        let journal = Journal(capacityBytes: 128 * 1024)
        let path = String(repeating: "p", count: 1000)
        for index in 0..<1000 {
            journal.add(.fileRead, path: path) { $0.offset = UInt64(index) }
        }
        let entries = journal.entries
        let counts = journal.counts
        #expect(counts.total == 1000)
        #expect(counts.dropped > 0)
        #expect(UInt64(entries.count) + counts.dropped == 1000)
        #expect(entries.count * 1000 < 200 * 1024)
        #expect(entries.map(\.number) == Array((counts.dropped + 1)...1000))
        #expect(entries.allSatisfy { $0.record.offset == $0.number - 1 })
        let second = try #require(journal.text.split(separator: "\n").dropFirst().first)
        #expect(
            second == #"{"version":1,"kind":"dropped","dropped":\#(counts.dropped)}"#)
    }

    @Test func `counts are by kind and by status`() {
        let journal = Journal()
        for _ in 0..<3 { journal.add(.fileRead) { $0.status = .eof } }
        journal.add(.fileOpen) { $0.status = StatusCode(rawValue: 77) }
        journal.add(.connected)
        let counts = journal.counts
        #expect(counts.total == 5)
        #expect(counts.count(of: .fileRead) == 3)
        #expect(counts.count(of: .fileWrite) == 0)
        #expect(counts.count(of: StatusCode.eof) == 3)
        #expect(counts.count(of: StatusCode(rawValue: 99)) == 1)
        #expect(counts.count(of: StatusCode.ok) == 0)
    }

    /// What a sink received.
    private final class Received: Sendable {
        let chunks = Mutex<[[UInt8]]>([])
        var text: String {
            String(decoding: chunks.withLock { $0.flatMap { $0 } }, as: UTF8.self)
        }
        var count: Int { chunks.withLock { $0.count } }
    }

    @Test func `a sink gets every record, also those the memory has dropped`() {
        let journal = Journal(capacityBytes: 0)
        let received = Received()
        journal.add(.connected)
        journal.setSink { bytes in received.chunks.withLock { $0.append(bytes) } }
        for index in 0..<2000 {
            journal.add(.fileRead, path: "/some/path") { $0.offset = UInt64(index) }
        }
        #expect(received.count > 0)
        #expect(received.chunks.withLock { $0.allSatisfy { $0.count >= 64 * 1024 } })
        journal.flush()
        let lines = received.text.split(separator: "\n")
        #expect(lines.count == 2002)
        #expect(lines[0].contains(#""kind":"start""#))
        #expect(lines[1].contains(#""n":1,"#))
        #expect(lines[2001].contains(#""n":2001,"#))
        #expect(journal.counts.dropped > 0)
    }

    @Test func `a flush with nothing waiting does not call the sink`() {
        let journal = Journal()
        let received = Received()
        journal.setSink { bytes in received.chunks.withLock { $0.append(bytes) } }
        journal.flush()
        journal.flush()
        #expect(received.count == 1)
        journal.setSink(nil)
        journal.add(.connected)
        journal.flush()
        #expect(received.count == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `records of several threads are numbered without a gap`() async {
        let journal = Journal()
        await withTaskGroup(of: Void.self) { group in
            for connection in 1...4 {
                group.addTask {
                    for _ in 0..<500 { journal.add(.fileRead, connection: connection) }
                }
            }
        }
        #expect(journal.entries.map(\.number) == Array(1...2000))
    }
}
