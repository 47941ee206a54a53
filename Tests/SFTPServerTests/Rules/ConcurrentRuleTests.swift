import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Counters and states shared by sessions that run at the same time.
@Suite struct ConcurrentRuleTests {
    private static let threads = 16
    private static let events = 500

    /// Asks a context about a WRITE from many threads at once; gives how often a rule acted on
    /// each connection.
    private func acted(_ context: ServerContext) async -> [Int] {
        await withTaskGroup(of: (Int, Int).self) { group in
            for thread in 0..<Self.threads {
                group.addTask {
                    var acted = 0
                    for _ in 0..<Self.events {
                        var event = Event(
                            kind: .fileWrite, phase: .before, connection: thread + 1,
                            user: thread.isMultiple(of: 2) ? "even" : "odd")
                        event.path = Array("/\(thread % 4)".utf8)
                        event.handle = [UInt8(thread % 2)]
                        if context.decide(event) != nil { acted += 1 }
                    }
                    return (thread, acted)
                }
            }
            var counts = Array(repeating: 0, count: Self.threads)
            for await (thread, acted) in group { counts[thread] = acted }
            return counts
        }
    }

    @Test(arguments: [
        (RuleScope.server, 10), (.connection, 160), (.user, 20), (.path, 40), (.handle, 160),
        (.session, 160),
    ])
    func `a rule acts exactly as often as it may in each instance of its scope`(
        scope: RuleScope, total: Int
    ) async throws {
        let rule = Rule(
            name: "ten", events: [.fileWrite], effects: [.dropReply],
            occurrence: Occurrence(skip: 3, times: 10, scope: scope))
        let server = try Server(rules: [rule])
        let counts = await acted(server.context)
        #expect(counts.reduce(0, +) == total)
        #expect(server.context.firings == [UInt64(total)])
        if scope == .connection || scope == .handle || scope == .session {
            #expect(counts.allSatisfy { $0 == 10 })
        }
    }

    @Test func `a transition is made by one event only, however many ask at once`() async throws {
        let machine = StateMachine(name: "m", states: ["first", "second", "third"])
        func step(_ from: Int, _ to: Int) -> Rule {
            Rule(
                name: "\(from)", events: [.fileWrite],
                condition: .state(machine: 0, isOneOf: [from]), effects: [.dropReply],
                assignments: [StateAssignment(machine: 0, state: to)])
        }
        let server = try Server(rules: [step(0, 1), step(1, 2)], machines: [machine])
        let counts = await acted(server.context)
        #expect(counts.reduce(0, +) == 2)
        #expect(server.context.firings == [1, 1])
    }

    @Test func `a state kept per connection is moved by that connection alone`() async throws {
        let machine = StateMachine(name: "m", states: ["fresh", "seen"], scope: .connection)
        let rule = Rule(
            name: "once", events: [.fileWrite], condition: .state(machine: 0, isOneOf: [0]),
            effects: [.dropReply], assignments: [StateAssignment(machine: 0, state: 1)])
        let server = try Server(rules: [rule], machines: [machine])
        #expect(await acted(server.context).allSatisfy { $0 == 1 })
    }

    @Test func `pipelined requests see a transition one after the other`() throws {
        let machine = StateMachine(name: "m", states: ["ok", "full"])
        let rules = [
            Rule(
                name: "full", events: [.dirCreate], condition: .state(machine: 0, isOneOf: [1]),
                effects: [.status(StatusReplacement(code: .failure))]),
            Rule(
                name: "fill", events: [.dirCreate],
                assignments: [StateAssignment(machine: 0, state: 1)]),
        ]
        let server = try Server(rules: rules, machines: [machine])
        let client = server.connect()
        client.send((UInt32(1)...5).flatMap { Request.mkdir(Text("d\($0)"), id: $0) })
        let codes = client.takeReplies().map { $0.code?.rawValue }
        #expect(codes == [0, 4, 4, 4, 4])
    }

    @Test func `a rule held by a delay has been counted when the next request is looked at`()
        throws
    {
        let server = try Server(
            rules: #"{"on": "dirCreate", "times": 1, "do": {"delay": "1s"}}"#)
        let first = server.connect()
        let second = server.connect()
        first.send(Request.mkdir("a"))
        #expect(second.ask(Request.mkdir("b"))?.code == .ok)
        first.advance(by: 1_000_000_000)
        #expect(first.takeReplies().map(\.code) == [.ok])
    }
}
