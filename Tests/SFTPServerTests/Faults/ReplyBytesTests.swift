import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What a rule makes of one reply, byte for byte.
@Suite struct ReplyBytesTests {
    /// The answer that the rules change.
    private static let answer = #""status": {"code": 4, "message": "no", "language": ""}"#
    private static let natural = #"00000013 65 00000007 00000004 "no" """#

    static let table: [(action: String, bytes: String)] = [
        // The header.
        (#""reply": {"id": 0}"#, #"00000013 65 00000000 00000004 "no" """#),
        (#""reply": {"id": 4294967295}"#, #"00000013 65 ffffffff 00000004 "no" """#),
        (#""reply": {"id": {"offset": -8}}"#, #"00000013 65 ffffffff 00000004 "no" """#),
        (#""reply": {"id": "previous"}"#, natural),
        (#""reply": {"type": "EXTENDED_REPLY"}"#, #"00000013 c9 00000007 00000004 "no" """#),
        (#""reply": {"type": 255}"#, #"00000013 ff 00000007 00000004 "no" """#),
        (#""reply": {"payload": {"hex": "01 02"}}"#, "00000007 65 00000007 0102"),
        (#""reply": {"payload": ""}"#, "00000005 65 00000007"),
        (
            #""reply": {"type": "DATA", "id": 1, "payload": {"hex": "00000000"}, "duplicate": 1}"#,
            "00000009 67 00000001 00000000 00000009 67 00000001 00000000"
        ),
        (#""reply": {"duplicate": 2}"#, natural + natural + natural),
        // The frame.
        (#""frame": {"append": "xy"}"#, #"00000015 65 00000007 00000004 "no" "" 'xy'"#),
        (#""frame": {"length": 0}"#, #"00000000 65 00000007 00000004 "no" """#),
        (#""frame": {"length": 4294967295}"#, #"ffffffff 65 00000007 00000004 "no" """#),
        (#""frame": {"length": {"offset": 5}}"#, #"00000018 65 00000007 00000004 "no" """#),
        (#""frame": {"length": {"offset": -20}}"#, #"ffffffff 65 00000007 00000004 "no" """#),
        (#""frame": {"truncate": "9B"}"#, "00000013 65 00000007"),
        (#""frame": {"truncate": "3B"}"#, "000000"),
        (#""frame": {"truncate": "0B"}"#, ""),
        (#""frame": {"truncate": "1KiB"}"#, natural),
        (#""frame": {"length": 0, "truncate": "4B"}"#, "00000000"),
        (#""frame": {"garbage": "xy"}"#, natural + "'xy'"),
        (#""frame": {"flip": [{"at": "4B"}]}"#, #"00000013 9a 00000007 00000004 "no" """#),
        (
            #""frame": {"flip": [{"at": "0B", "bits": 128}, {"at": "8B", "bits": 1},"#
                + #"{"at": "1KiB"}]}"#,
            #"80000013 65 00000006 00000004 "no" """#
        ),
        // All of it, in the order that the reference says.
        (
            #""frame": {"garbage": "g", "truncate": "24B", "flip": [{"at": "3B", "bits": 255}],"#
                + #""length": {"offset": 1}, "append": "ab"}"#,
            #"000000e9 65 00000007 00000004 "no" "" 'ag'"#
        ),
        // Packets around it.
        (#""packets": {"before": [{"raw": {"hex": "00000000"}}]}"#, "00000000" + natural),
        (#""packets": {"after": [{"type": "STATUS"}]}"#, natural + "00000005 65 00000007"),
        (
            #""packets": {"instead": [{"type": "VERSION", "payload": {"hex": "00000006"}},"#
                + #"{"raw": "x"}]}"#,
            "00000005 02 00000006 'x'"
        ),
        (
            #""packets": {"before": [{"type": 9, "id": 1}], "after": [{"raw": "z"}],"#
                + #""instead": [{"type": "DATA", "id": {"offset": 1}}]},"#
                + #""reply": {"duplicate": 1}, "frame": {"garbage": "g"}"#,
            "00000005 09 00000001 00000005 67 00000008 'g' 00000005 67 00000008 'g' 'z'"
        ),
        // Many of them.
        (
            #""flood": {"count": 3, "packet": {"type": "STATUS", "id": 4294967295}}"#,
            natural + "00000005 65 ffffffff 00000005 65 00000000 00000005 65 00000001"
        ),
        (
            #""flood": {"count": 2, "step": 0, "where": "before", "packet": {"type": "DATA"}}"#,
            "00000005 67 00000007 00000005 67 00000007" + natural
        ),
        (
            #""flood": {"count": 3, "packet": {"raw": "long enough"}}"#,
            natural + "'long enoughlong enoughlong enough'"
        ),
        (
            #""flood": {"count": 2, "packet": {"type": "INIT", "payload": {"hex": "00000003"}}}"#,
            natural + "00000005 01 00000003 00000005 01 00000003"
        ),
    ]

    @Test(arguments: table.indices, EventPhase.allCases)
    func `a reply leaves as the rule says`(index: Int, phase: EventPhase) throws {
        let (action, bytes) = Self.table[index]
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "phase": "\#(phase.rawValue)",
                 "do": {\#(Self.answer), \#(action)}}
                """#)
        let client = server.connect()
        client.send(Request.remove("a.txt"))
        #expect(client.takeEverything() == wire(bytes), "\(action)")
        // What is cut or wrong ends nothing by itself.
        #expect(client.channel.fault == nil)
        #expect(server.entries.map(\.rules) == [["rule 1"]])
        client.send(Request.stat("big"))
        #expect(client.takeReplies().map(\.id) == [7])
        #expect(client.session.isIdle)
        #expect(client.channel.timers.isEmpty)
    }

    static let statuses: [(status: String, version: ProtocolVersion, bytes: String)] = [
        (#"{"code": 4, "omit": "language"}"#, .v3, #"00000015 65 00000007 00000004 "Failure.""#),
        (#"{"code": 4, "omit": "message"}"#, .v3, #"0000000f 65 00000007 00000004 "en""#),
        (#"{"code": 4, "omit": ["message", "language"]}"#, .v3, "00000009 65 00000007 00000004"),
        (#"{"code": 4, "omit": ["message", "language"]}"#, .v6, "00000009 65 00000007 00000004"),
        (
            #"{"code": 16, "omit": ["message", "language"], "data": {"names": ["a"]}}"#, .v6,
            #"0000000e 65 00000007 00000010 "a""#
        ),
        (
            #"{"code": 31, "tail": {"hex": "00001000 6e6f"}}"#, .v3,
            "0000000f 65 00000007 0000001f 00001000 'no'"
        ),
        (#"{"code": 4294967295, "tail": {"hex": ""}}"#, .v6, "00000009 65 00000007 ffffffff"),
    ]

    @Test(arguments: statuses.indices, EventPhase.allCases)
    func `a status leaves out what it is told to`(index: Int, phase: EventPhase) throws {
        let (status, version, bytes) = Self.statuses[index]
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "phase": "\#(phase.rawValue)", "do": {"status": \#(status)}}
                """#
        ).connect(version)
        client.send(Request.remove("a.txt"))
        #expect(client.takeOutput() == wire(bytes))
    }

    @Test func `a status without code changes what statuses say, and nothing else`() throws {
        let server = try Server(
            rules: #"""
                {"on": "*", "phase": "after", "when": {"path": "**/a.txt"},
                 "do": {"status": {"message": "hm"}}},
                {"on": "*", "phase": "after", "do": {"status": {"omit": "language"}}}
                """#)
        let client = server.connect()
        client.send(Request.stat("nope"))
        #expect(
            client.takeOutput() == wire(#"00000019 65 00000007 00000002 "No such file""#))
        client.send(Request.setstat("a.txt", FileAttributes(size: 1)))
        #expect(client.takeOutput() == wire(#"00000015 65 00000007 00000000 "hm" "en""#))
        #expect(client.ask(Request.stat("a.txt"))?.attributes?.size == 1)
        #expect(server.entries.map(\.status) == [.noSuchFile, .ok, .ok])
        #expect(server.entries.map(\.rules) == [["rule 2"], ["rule 1"], ["rule 1"]])
    }

    @Test func `random bits are drawn from the seed, and none is in the length`() throws {
        let rule = #"{"on": "fileRemove", "do": {"frame": {"flip": {"random": 3}}}}"#
        func replies(seed: UInt64) throws -> [[UInt8]] {
            let client = try Server(rules: try Server.rules(rule), seed: seed).connect()
            return (0..<8).map { _ in
                client.send(Request.remove("nope"))
                return client.takeOutput()
            }
        }
        let natural = wire(#"0000001f 65 00000007 00000002 "No such file" "en""#)
        let first = try replies(seed: 1)
        #expect(first == (try replies(seed: 1)))
        #expect(first != (try replies(seed: 2)))
        #expect(Set(first).count > 1)
        for reply in first {
            #expect(Array(reply.prefix(4)) == Array(natural.prefix(4)))
            let turned = zip(reply, natural).map { ($0 ^ $1).nonzeroBitCount }.reduce(0, +)
            // A bit that is drawn twice is turned back.
            #expect([1, 3].contains(turned))
        }
    }

    @Test func `the previous id is that of the reply before, in the same session`() throws {
        let server = try Server(
            rules: #"""
                {"on": "getAttributes", "skip": 1, "do": {"reply": {"id": "previous"}}},
                {"on": "dirCreate", "do": {"drop": true}}
                """#)
        let client = server.connect()
        client.send(
            Request.stat("a.txt", id: 5) + Request.mkdir("new", id: 6)
                + Request.stat("a.txt", id: 9))
        #expect(client.takeReplies().map(\.id) == [5, 5])
    }

    @Test func `a reply is sent before the rule ends the connection`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileRemove", "do": {"frame": {"truncate": "6B"}, "connection": "reset"}},
                {"on": "dirRemove", "phase": "after",
                 "do": {"packets": {"instead": [{"raw": "bye"}]}, "connection": "fin"}}
                """#)
        let client = server.connect()
        client.send(Request.remove("a.txt") + Request.stat("b"))
        #expect(client.takeOutput() == wire("0000001b 65 00"))
        #expect(client.channel.fault == .reset)
        let other = server.connect()
        other.send(Request.rmdir("void"))
        #expect(other.takeOutput() == wire("'bye'"))
        #expect(other.channel.fault == .fin)
        other.send(Request.stat("void"))
        #expect(other.takeOutput() == [])
    }

    @Test func `packets and floods come where a reply is dropped`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRemove", "continue": true, "do": {"drop": true}},
                {"on": "fileRemove", "do": {"packets": {"after": [{"raw": "only"}]}}}
                """#
        ).connect()
        client.send(Request.remove("a.txt"))
        #expect(client.takeOutput() == wire("'only'"))
        #expect(client.ask(Request.stat("a.txt"))?.attributes != nil)
    }
}

extension Client {
    /// Takes the output until there is no more; what had no room before follows.
    func takeEverything() -> [UInt8] {
        var bytes: [UInt8] = []
        while case let part = takeOutput(), !part.isEmpty {
            bytes += part
            fireDue()
        }
        return bytes
    }
}
