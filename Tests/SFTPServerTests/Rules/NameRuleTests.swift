import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Listings and paths that rules make up.
@Suite struct NameRuleTests {
    /// A client of a server with these rules, and a handle of `dir`.
    private static func listing(
        _ rules: String, _ version: ProtocolVersion = .v3, of path: Text = "dir"
    ) throws -> (Client, [UInt8]) {
        let client = try Server(rules: rules).connect(version)
        return (client, try client.opendir(path))
    }

    /// The names of each READDIR, up to EOF or so many of them.
    private static func batches(
        _ client: Client, _ handle: [UInt8], atMost count: Int = 9
    ) -> [[String]] {
        var batches: [[String]] = []
        while batches.count < count, let names = client.ask(Request.readdir(handle))?.names {
            batches.append(names.map { String(decoding: $0.name.bytes, as: UTF8.self) })
        }
        return batches
    }

    /// One name without attributes that version 3 has a field for.
    private static let bare = #"""
        {"name": {"hex": "ff 2f"}, "longName": "L",
         "attributes": {"omit": ["SIZE", "UIDGID", "PERMISSIONS", "ACMODTIME"]}}
        """#

    @Test(arguments: [
        (ProtocolVersion.v3, "ff 2f 00000001 'L' 00000000"),
        (.v4, "ff 2f 00000000 05"),
        (.v5, "ff 2f 00000000 05"),
        (.v6, "ff 2f 00000000 05 01"),
    ])
    func `a name of a rule goes out byte by byte as it is written`(
        version: ProtocolVersion, layout: String
    ) throws {
        let (client, handle) = try Self.listing(
            #"{"on": "dirList", "do": {"names": [\#(Self.bare)]}}"#, version)
        client.send(Request.readdir(handle))
        #expect(client.takeOutput() == packet("68 00000007 00000001 00000002 " + layout))
        #expect(client.ask(Request.readdir(handle))?.code == .eof)
    }

    @Test(arguments: ProtocolVersion.allCases, ProtocolVersion.allCases)
    func `names come in the layout of another version`(
        spoken: ProtocolVersion, layout: ProtocolVersion
    ) throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirList", "do": {"names": {"entries": [\#(Self.bare)],
                                               "layoutVersion": \#(layout.rawValue)}}}
            """#, spoken)
        client.send(Request.readdir(handle))
        let sent = client.takeOutput()
        let (same, sameHandle) = try Self.listing(
            #"{"on": "dirList", "do": {"names": [\#(Self.bare)]}}"#, layout)
        same.send(Request.readdir(sameHandle))
        #expect(sent == same.takeOutput())
    }

    @Test func `a listing is made batch by batch`() throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirList", "do": {"names": {"batch": 2, "entries":
                ["first", {"name": "f${n}-${n}", "count": 3}]}}}
            """#)
        #expect(Self.batches(client, handle) == [["first", "f1-1"], ["f2-2", "f3-3"]])
        #expect(client.ask(Request.readdir(handle))?.code == .eof)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a hundred thousand names take no more memory than one reply`(
        version: ProtocolVersion
    ) throws {
        let (client, handle) = try Self.listing(
            #"{"on": "dirList", "do": {"names": [{"name": "file-${n}", "count": 100000}]}}"#,
            version)
        var count = 0
        var last: Text?
        var most = 0
        while true {
            client.send(Request.readdir(handle))
            let output = client.takeOutput()
            most = max(most, output.count)
            guard let names = Client.replies(in: output, version: version).first?.names else {
                break
            }
            count += names.count
            last = names.last?.name
        }
        #expect(count == 100_000)
        #expect(last == "file-100000")
        #expect(most < 40_000)
    }

    @Test func `the largest batch is one packet`() throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirList", "do": {"names": {"batch": 20000, "entries":
                [{"name": "file-${n}", "count": 20001}]}}}
            """#)
        #expect(Self.batches(client, handle).map(\.count) == [20_000, 1])
    }

    /// `names` on dirList, and the names of each READDIR; `dir` has `.`, `..` and `inner`.
    static let listings: [(names: String, batches: [[String]])] = [
        (#"[]"#, []),
        (#"{"entries": ["a"], "real": true}"#, [[".", "..", "inner", "a"]]),
        (#"{"hide": [".", ".."]}"#, [["inner"]]),
        (#"{"hide": "**"}"#, []),
        (#"{"hide": "i*", "entries": ["outer"], "real": true}"#, [[".", "..", "outer"]]),
        (#"{"copies": 2, "hide": "."}"#, [["..", "..", "inner", "inner"]]),
        (#"{"copies": 2, "entries": ["a"], "batch": 1}"#, [["a"], ["a"]]),
        (#"{"batch": 2}"#, [[".", ".."], ["inner"]]),
        (
            #"{"entries": ["a", "b", "c"], "batch": 2, "end": "never"}"#,
            [["a", "b"], ["c", "a"], ["b", "c"]]
        ),
        (#"{"batch": 2, "end": "never"}"#, [[".", ".."], ["inner", "."], ["..", "inner"]]),
        (#"{"batch": 2, "end": "repeat"}"#, [[".", ".."], [".", ".."], [".", ".."]]),
        (#"{"entries": [], "end": "never"}"#, [[], [], []]),
        (
            #"{"entries": ["../x", "/etc/passwd", "", "a/b", "b "]}"#,
            [["../x", "/etc/passwd", "", "a/b", "b "]]
        ),
    ]

    @Test(arguments: listings.indices, EventPhase.allCases)
    func `a rule on OPENDIR makes the whole listing`(index: Int, phase: EventPhase) throws {
        let row = Self.listings[index]
        let counting = Counting()
        let rules = try Server.rules(
            #"""
            {"on": "dirList", "phase": "\#(phase.rawValue)", "do": {"names": \#(row.names)}}
            """#)
        let client = try Server(rules: rules) { FaultyFileSystem($0, counting) }.connect()
        let handle = try client.opendir("dir")
        #expect(Self.batches(client, handle, atMost: 3) == row.batches, "\(row.names)")
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(counting.open == 0)
        #expect(counting.closedTwice == 0)
    }

    @Test func `a listing can begin with its end`() throws {
        let (client, handle) = try Self.listing(
            #"{"on": "dirList", "do": {"names": {"end": "first", "entries": ["a"]}}}"#)
        #expect(client.ask(Request.readdir(handle))?.code == .eof)
        #expect(Self.batches(client, handle) == [["a"]])
    }

    @Test func `a listing needs no directory unless it has true names`() throws {
        let (client, handle) = try Self.listing(
            #"{"on": "dirList", "do": {"names": ["a"]}}"#, of: "not/there")
        #expect(Self.batches(client, handle) == [["a"]])
        let other = try Server(
            rules: #"{"on": "dirList", "do": {"names": {"entries": ["a"], "real": true}}}"#
        ).connect()
        #expect(other.ask(Request.opendir("not/there"))?.code == .noSuchFile)
    }

    /// `names` on dirRead, and the names of three READDIRs.
    static let replies: [(names: String, batches: [[String]])] = [
        (#"["a"]"#, [["a"], ["a"], ["a"]]),
        (#"[]"#, [[], [], []]),
        (#"{"hide": ["."]}"#, [["..", "inner"]]),
        (#"{"entries": ["a"], "real": true}"#, [[".", "..", "inner", "a"], ["a"], ["a"]]),
    ]

    @Test(arguments: replies.indices, EventPhase.allCases)
    func `a rule on READDIR makes one reply`(index: Int, phase: EventPhase) throws {
        let row = Self.replies[index]
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirRead", "phase": "\#(phase.rawValue)", "do": {"names": \#(row.names)}}
            """#)
        #expect(Self.batches(client, handle, atMost: 3) == row.batches)
    }

    @Test func `a listing without end of which all names are hidden has replies`() throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirList", "do": {"names": {"entries": ["a"], "end": "never"}}},
            {"on": "dirRead", "do": {"names": {"hide": "a"}}}
            """#)
        #expect(Self.batches(client, handle, atMost: 2) == [[], []])
    }

    @Test(arguments: EventPhase.allCases)
    func `count, end-of-list and trailing bytes are as the rule says`(phase: EventPhase) throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirRead", "phase": "\#(phase.rawValue)", "do": {"atEnd": true, "names":
                {"entries": [\#(Self.bare)], "declaredCount": {"more": 4095},
                 "trailing": {"hex": "dead"}}}}
            """#, .v6)
        client.send(Request.readdir(handle))
        #expect(
            client.takeOutput()
                == packet("68 00000007 00001000 00000002 ff 2f 00000000 05 01 dead"))
    }

    @Test(arguments: EventPhase.allCases)
    func `a reply can be raw bytes`(phase: EventPhase) throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirRead", "phase": "\#(phase.rawValue)",
             "do": {"names": {"raw": [{"uint32": 2}, {"string": "a"}]}}}
            """#)
        client.send(Request.readdir(handle))
        #expect(client.takeOutput() == packet("68 00000007 00000002 00000001 'a'"))
    }

    @Test func `long names are those of the rule, whole or cut`() throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirList", "do": {"names": {"longName": {"cut": 4}, "real": true, "entries":
                [{"name": "n${n}", "longName": "long ${n}"}, {"name": "x", "longName": ""}]}}}
            """#)
        let names = try #require(client.ask(Request.readdir(handle))?.names)
        #expect(names.map(\.longName) == ["drwx", "drwx", "-rw-", "long 1", ""])
    }

    @Test func `attributes of a listing are changed for the names of a pattern`() throws {
        let (client, handle) = try Self.listing(
            #"""
            {"on": "dirRead",
             "do": {"attributes": {"names": ["i*", "."], "set": {"size": "7B"}}}}
            """#)
        let names = try #require(client.ask(Request.readdir(handle))?.names)
        #expect(names.map { $0.attributes.size == 7 } == [true, false, true])
        // STAT tells the truth: the two answers differ.
        #expect(client.ask(Request.stat("dir/inner"))?.attributes?.size == 3)
    }
}
