import SFTPWire
import Testing

@testable import Scenario

struct ConditionTests {
    private let full: Event = event(.fileOpen, .after, connection: 3) {
        $0.request = .open
        $0.path = Array("/a".utf8)
        $0.newPath = Array("/b".utf8)
        $0.target = Array("../c".utf8)
        $0.handle = [0xff, 0]
        $0.offset = 100
        $0.length = 50
        $0.flags = [.read, .create]
        $0.attributes = [.size]
        $0.extensionName = "posix-rename@openssh.com"
        $0.method = "password"
        $0.version = 3
        $0.outcome = .noSuchFile
    }

    private static func exactly(_ text: String) -> BytePattern {
        BytePattern(exactly: Array(text.utf8))
    }

    private static let holding: [Condition] = [
        .always,
        .path(exactly("/a")),
        .newPath(exactly("/b")),
        .target(exactly("../c")),
        .handle(BytePattern(exactly: [0xff, 0])),
        .user(exactly("alice")),
        .extensionName(exactly("posix-rename@openssh.com")),
        .method(exactly("password")),
        .connection(NumberMatcher(exactly: 3)),
        .version(NumberMatcher(exactly: 3)),
        .offset(NumberMatcher(above: 99)),
        .length(NumberMatcher(exactly: 50)),
        .end(NumberMatcher(exactly: 150)),
        .request([.stat, .open]),
        .flags(BitsMatcher(has: 1, lacks: 2)),
        .flags(BitsMatcher(equals: 9)),
        .attributes(BitsMatcher(has: 1, lacks: 4)),
        .outcome([.noSuchFile], isNegated: false),
        .outcome([.ok], isNegated: true),
        .state(machine: 7, isOneOf: [0]),
        .any([.path(exactly("/x")), .path(exactly("/a"))]),
        .all([.path(exactly("/a")), .user(exactly("alice"))]),
        .not(.path(exactly("/x"))),
    ]

    private static let failing: [Condition] = [
        .path(exactly("/x")),
        .newPath(exactly("/x")),
        .target(exactly("/x")),
        .handle(BytePattern(exactly: [0xff])),
        .user(exactly("bob")),
        .extensionName(exactly("x")),
        .method(exactly("none")),
        .connection(NumberMatcher(exactly: 1)),
        .version(NumberMatcher(exactly: 6)),
        .offset(NumberMatcher(above: 100)),
        .length(NumberMatcher(exactly: 51)),
        .end(NumberMatcher(exactly: 100)),
        .request([.stat]),
        .flags(BitsMatcher(has: 2)),
        .flags(BitsMatcher(lacks: 8)),
        .flags(BitsMatcher(equals: 1)),
        .attributes(BitsMatcher(has: 4)),
        .outcome([.noSuchFile], isNegated: true),
        .outcome([.ok], isNegated: false),
        .any([]),
        .any([.path(exactly("/x"))]),
        .all([.path(exactly("/a")), .user(exactly("bob"))]),
        .not(.path(exactly("/a"))),
    ]

    @Test(arguments: holding.indices)
    func `a test on a field holds for the value it names`(index: Int) {
        #expect(Self.holding[index].holds(full))
    }

    @Test(arguments: failing.indices)
    func `a test on a field fails for another value`(index: Int) {
        #expect(!Self.failing[index].holds(full))
    }

    @Test(arguments: 1...16)
    func `a test on a field the event lacks fails`(index: Int) {
        // connection and user are on every event.
        let anyway = [5, 8]
        let bare = event(.connected, connection: 99, user: "nobody")
        #expect(anyway.contains(index) || !Self.holding[index].holds(bare))
    }

    @Test func `not turns the failure on a lacking field round`() {
        #expect(Condition.not(.path(Self.exactly("/a"))).holds(event(.connected)))
    }

    @Test func `an end beyond the largest number is the largest number`() {
        let event = write("/a", at: .max, 10)
        #expect(Condition.end(NumberMatcher(exactly: .max)).holds(event))
    }

    @Test func `above the largest number nothing is`() {
        #expect(!NumberMatcher(above: .max).matches(.max))
    }

    @Test func `a number matcher takes any of its ranges`() {
        let matcher = NumberMatcher(ranges: [0...0, 5...6], text: "")
        #expect([0, 5, 6].allSatisfy { matcher.matches($0) })
        #expect([1, 4, 7].allSatisfy { !matcher.matches($0) })
    }
}
