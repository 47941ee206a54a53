import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// Handles, data and attributes that a rule chooses.
@Suite struct AnswerRuleTests {
    static let handles: [[UInt8]] = [
        Array("chosen".utf8), [], [0], wire("00000000 00000000"),
        Array(repeating: 0xff, count: 300),
    ]

    @Test(arguments: handles, EventPhase.allCases)
    func `a handle of a rule's choice works like any other`(
        handle: [UInt8], phase: EventPhase
    ) throws {
        let rule = Rule(
            name: "handle", events: [.fileOpen], phase: phase,
            effects: [.content(.handle(HandleAnswer(.chosen(TemplateText(handle)))))])
        let server = try Server(rules: [rule])
        let client = server.connect()
        #expect(client.ask(Request.open("a.txt")) == .handle(7, handle))
        #expect(server.entries.last?.rules == ["handle"])
        #expect(client.ask(Request.read(handle, 0, 5)) == .data(7, Array("hello".utf8)))
        #expect(server.entries.last?.path == Array("/home/demo/a.txt".utf8))
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(client.ask(Request.read(handle)) == .invalidHandle())
        #expect(client.session.closed() == 0)
    }

    @Test(arguments: EventPhase.allCases)
    func `a handle given twice is the newer file's, and the older is closed`(
        phase: EventPhase
    ) throws {
        let counting = Counting()
        let rule = Rule(
            name: "handle", events: [.fileOpen], phase: phase,
            effects: [.content(.handle(HandleAnswer(.chosen(TemplateText([1])))))])
        let server = try Server(rules: [rule]) { FaultyFileSystem($0, counting) }
        let client = server.connect()
        _ = try client.open("a.txt")
        _ = try client.open("big")
        #expect(counting.open == 1)
        #expect(client.ask(Request.fstat([1]))?.attributes?.size == 3_000_000)
        #expect(client.ask(Request.close([1])) == .ok())
        #expect(client.ask(Request.close([1])) == .invalidHandle())
        #expect(counting.open == 0)
        #expect(client.session.closed() == 0)
    }

    @Test func `a chosen handle may hide one the server gave until it is closed`() throws {
        let server = try Server(
            rules: #"""
                {"on": "fileOpen", "when": {"path": "**/big"},
                 "do": {"handle": {"hex": "0000000000000000"}}}
                """#
        )
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(try client.open("big") == handle)
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == 3_000_000)
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == 12)
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(client.session.closed() == 0)
    }

    @Test func `a chosen handle of a directory lists it`() throws {
        let client = try Server(rules: #"{"on": "dirList", "do": {"handle": "d"}}"#).connect()
        #expect(try client.opendir("dir") == Array("d".utf8))
        #expect(client.ask(Request.readdir(Array("d".utf8)))?.names?.count == 3)
    }

    @Test func `a handle is not given for what could not be opened`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileOpen", "do": {"handle": "h"}},
                {"on": "fileOpen", "phase": "after", "do": {"handle": "g"}}
                """#
        ).connect()
        #expect(client.ask(Request.open("nope"))?.code == .noSuchFile)
        #expect(client.ask(Request.fstat(Array("h".utf8))) == .invalidHandle())
    }

    @Test(arguments: [0, 1, 5, 40_000, 300_000], EventPhase.allCases)
    func `READ is answered with the rule's data, however long`(
        count: Int, phase: EventPhase
    ) throws {
        let data = pattern(count)
        let rule = Rule(
            name: "data", events: [.fileRead], phase: phase,
            effects: [.content(.data(DataAnswer(.bytes(TemplateText(data)))))])
        let server = try Server(rules: [rule])
        let client = server.connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, 0, 5)) == .data(7, data))
        #expect(client.ask(Request.read(handle, 1_000, 5)) == .data(7, data))
        let entry = try #require(server.entries.last)
        #expect(entry.status == .ok)
        #expect(entry.record.moved == UInt64(count))
    }

    @Test func `attributes are set and left out in STAT, LSTAT and FSTAT`() throws {
        let rules = #"""
            {"on": "getAttributes",
             "do": {"attributes": {"set": {"size": "1TiB", "mode": "0120777"},
                                   "omit": ["UIDGID", "ACMODTIME"]}}}
            """#
        let client = try Server(rules: rules).connect()
        let shown = Reply.attributes(7, FileAttributes(size: 1 << 40, permissions: 0o120_777))
        #expect(client.ask(Request.stat("a.txt")) == shown)
        #expect(client.ask(Request.lstat("link")) == shown)
        #expect(client.ask(Request.fstat(try client.open("a.txt"))) == shown)
        #expect(client.ask(Request.fstat(try client.opendir("dir"))) == shown)
    }

    @Test func `attributes answer for a file that does not exist`() throws {
        let client = try Server(
            rules: #"{"on": "getAttributes", "do": {"attributes": {"set": {"size": "7B"}}}}"#
        ).connect()
        #expect(client.ask(Request.stat("nope")) == .attributes(7, FileAttributes(size: 7)))
        #expect(client.ask(Request.open("nope"))?.code == .noSuchFile)
    }

    @Test func `attributes of the after phase change what was found only`() throws {
        let client = try Server(
            rules: #"""
                {"on": "getAttributes",
                 "do": {"attributes": {"set": {"size": "7B", "mode": "0000"}}}},
                {"on": "getAttributes", "phase": "after",
                 "do": {"attributes": {"set": {"size": "8B"}}}},
                {"on": "dirRead", "do": {"attributes": {"set": {"size": "7B"}}}},
                {"on": "dirRead", "phase": "after",
                 "do": {"attributes": {"set": {"size": "8B"}, "omit": "PERMISSIONS"}}}
                """#
        ).connect()
        let shown = client.ask(Request.stat("a.txt"))?.attributes
        #expect(shown?.size == 8)
        #expect(shown?.permissions == 0)
        let names = client.ask(Request.readdir(try client.opendir("dir")))?.names
        #expect(names?.map(\.attributes.size) == [8, 8, 8])
        #expect(names?.map(\.attributes.permissions) == [nil, nil, nil])
        let after = try Server(
            rules: #"""
                {"on": "getAttributes", "phase": "after",
                 "do": {"attributes": {"omit": "SIZE"}}}
                """#
        ).connect()
        #expect(after.ask(Request.stat("nope"))?.code == .noSuchFile)
    }

    @Test func `attributes left out of a listing leave its long names whole`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirRead", "do": {"attributes":
                 {"omit": ["SIZE", "UIDGID", "PERMISSIONS", "ACMODTIME"]}}}
                """#
        ).connect()
        let names = client.ask(Request.readdir(try client.opendir("void")))?.names
        let line = "----------   2 0        0               0 Jan  1  1970 ."
        #expect(
            names?.first
                == Reply.Name(
                    name: ".", longName: "\(line)", attributes: FileAttributes()))
    }

    @Test func `a listing whose attributes grow loses no name`() throws {
        let pair = ExtendedPair(name: Array("x@y".utf8), value: pattern(10_000))
        let rule = Rule(
            name: "grow", events: [.dirRead],
            effects: [.attributes(AttributePatch(set: FileAttributes(extended: [pair])))])
        let files = (0..<200).map { Text("/home/demo/\($0)") }
        let server = try Server(
            files: files.map { .init(path: $0, .file(.bytes([]))) }, rules: [rule])
        let client = server.connect()
        let handle = try client.opendir(".")
        var names: [Reply.Name] = []
        while let batch = client.ask(Request.readdir(handle))?.names { names += batch }
        #expect(names.count == 202)
        #expect(names.allSatisfy { $0.attributes.extended == [pair] })
    }

    @Test func `attributes of OPEN, MKDIR and SETSTAT change what is asked for`() throws {
        let server = try Server(
            rules: #"""
                {"on": ["fileOpen", "dirCreate", "setAttributes"],
                 "do": {"attributes": {"set": {"mode": "0710"}, "omit": "SIZE"}}}
                """#)
        let client = server.connect()
        let wanted = FileAttributes(permissions: 0o777)
        _ = client.ask(Request.open("new", [.write, .create], wanted))
        #expect(client.ask(Request.stat("new"))?.attributes?.permissions == 0o100_710)
        #expect(client.ask(Request.mkdir("newer", wanted)) == .ok())
        #expect(client.ask(Request.stat("newer"))?.attributes?.permissions == 0o40_710)
        #expect(client.ask(Request.setstat("a.txt", FileAttributes(size: 1))) == .ok())
        let shown = client.ask(Request.stat("a.txt"))?.attributes
        #expect(shown?.permissions == 0o100_710)
        #expect(shown?.size == 12)
    }

    @Test(arguments: [true, false], EventPhase.allCases)
    func `a listing of version 6 says what a rule wants about its end`(
        isAtEnd: Bool, phase: EventPhase
    ) throws {
        let rule = Rule(
            name: "end", events: [.dirRead], phase: phase, effects: [.atEnd(isAtEnd)])
        let client = try Server(rules: [rule]).connect(.v6)
        let handle = try client.opendir("dir")
        guard case .names(_, let names, let endOfList) = client.ask(Request.readdir(handle)) else {
            Issue.record("no names")
            return
        }
        #expect(names.map(\.name).contains("inner"))
        #expect(endOfList == isAtEnd)
        // A status has no such byte and stays as it is.
        while client.ask(Request.readdir(handle))?.names != nil {}
        #expect(client.ask(Request.readdir(handle))?.code == .eof)
    }

    @Test(arguments: [true, false], ProtocolVersion.allCases)
    func `a block says what a rule wants about the end of the file, in version 6`(
        isAtEnd: Bool, version: ProtocolVersion
    ) throws {
        let rule = Rule(
            name: "end", events: [.fileRead],
            effects: [.content(.data(DataAnswer(.bytes(TemplateText([9, 9]))))), .atEnd(isAtEnd)])
        let client = try Server(rules: [rule]).connect(version)
        client.send(Request.read([1], 0, 5))
        let byte: [UInt8] = version == .v6 ? [isAtEnd ? 1 : 0] : []
        let length = UInt8(11 + byte.count)
        #expect(
            client.takeOutput() == [0, 0, 0, length, 103, 0, 0, 0, 7, 0, 0, 0, 2, 9, 9] + byte)
    }
}
