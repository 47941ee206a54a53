import SFTPServer
import SFTPWire
import Scenario
import Testing

/// READ and WRITE whose bytes a rule chooses or changes.
@Suite struct DataRuleTests {
    /// `do` of a rule on READ of "hello, world", what is asked for, and the data that comes; nil:
    /// EOF.
    static let reads: [(answer: String, offset: UInt64, length: UInt32, data: String?)] = [
        (#"{"atMost": "1B"}"#, 0, 5, "'h'"),
        (#"{"atMost": "9B"}"#, 0, 5, "'hello'"),
        (#"{"fewer": "2B"}"#, 0, 5, "'hel'"),
        (#"{"fewer": "9B"}"#, 0, 5, ""),
        (#"{"extra": "2B"}"#, 0, 5, "'hello, '"),
        (#"{"extra": "2B"}"#, 10, 5, "'ld' 00 00 00 00 00"),
        (#"{"extra": "2B"}"#, 12, 5, nil),
        (#"{"end": "3B"}"#, 0, 5, "'hel'"),
        (#"{"end": "3B"}"#, 3, 5, nil),
        (#"{"end": "1TiB"}"#, 10, 5, "'ld'"),
        (#"{"end": "never"}"#, 10, 4, "'ld' 00 00"),
        (#"{"end": "never"}"#, 100, 2, "00 00"),
        (#"{"corrupt": {"at": "1B", "to": "XY"}}"#, 0, 5, "'hXYlo'"),
        (#"{"corrupt": {"at": "1B", "to": "XY"}}"#, 2, 3, "'Ylo'"),
        (#"{"corrupt": {"at": "9B", "to": "XY"}}"#, 0, 5, "'hello'"),
        (#"{"corrupt": {"xor": {"hex": "20"}}}"#, 0, 5, "'HELLO'"),
        (#"{"corrupt": {"xor": {"hex": "20 00"}}}"#, 1, 4, "'eLlO'"),
        (#"{"corrupt": {"at": "4B", "xor": {"hex": "20"}}}"#, 0, 6, "'hellO,'"),
        (#"{"fromFile": "/home/demo/dir/inner"}"#, 1, 5, "02 03"),
        (#"{"fromFile": "/home/demo/dir/inner"}"#, 3, 5, nil),
        (#"{"fromFile": "/home/demo/dir/inner", "extra": "1B"}"#, 1, 1, "02 03"),
        (#"{"generated": "zero"}"#, 5, 3, "00 00 00"),
        (#"{"generated": "counter"}"#, 14, 4, "00 08 00 00"),
        (#"{"generated": "counter", "end": "16B"}"#, 14, 4, "00 08"),
        (#"{"generated": "counter", "end": "16B"}"#, 16, 4, nil),
        (#"{"bytes": "abc", "atMost": "2B"}"#, 900, 1, "'ab'"),
    ]

    @Test(arguments: reads.indices, EventPhase.allCases)
    func `READ gets the bytes of the rule in every version and both phases`(
        index: Int, phase: EventPhase
    ) throws {
        let row = Self.reads[index]
        let rules = #"""
            {"on": "fileRead", "phase": "\#(phase.rawValue)", "do": {"data": \#(row.answer)}}
            """#
        for version in ProtocolVersion.allCases {
            let server = try Server(rules: rules)
            let client = server.connect(version)
            let handle = try client.openToRead("a.txt")
            let reply = client.ask(Request.read(handle, row.offset, row.length))
            if let data = row.data {
                #expect(reply == .data(7, wire(data)), "\(row.answer)")
                #expect(server.entries.last?.record.moved == UInt64(wire(data).count))
            } else {
                #expect(reply?.code == .eof, "\(row.answer)")
            }
        }
    }

    @Test(arguments: EventPhase.allCases)
    func `a declared length and trailing bytes leave the packet's own length true`(
        phase: EventPhase
    ) throws {
        let client = try Server(
            rules: #"""
                {"on": "fileRead", "phase": "\#(phase.rawValue)",
                 "do": {"data": {"declaredLength": {"more": "4KiB"},
                                 "trailing": [{"byte": 255}, {"uint32": 1}]}}}
                """#
        ).connect()
        let handle = try client.open("a.txt")
        client.send(Request.read(handle, 0, 5))
        #expect(client.takeOutput() == packet("67 00000007 00001005 'hello' ff 00000001"))
        // EOF is a status, which has no such length.
        #expect(client.ask(Request.read(handle, 12, 5))?.code == .eof)
    }

    @Test func `random bytes depend on seed and offset only`() throws {
        let answers = [0, 0, 1].map { #"{"generated": "random", "seed": \#($0)}"# }
        let blocks = try answers.map { answer in
            let client = try Server(
                rules: #"{"on": "fileRead", "do": {"data": \#(answer)}}"#
            ).connect()
            let all = try #require(client.ask(Request.read([1], 0, 64))?.data)
            #expect(client.ask(Request.read([1], 13, 51))?.data == Array(all.dropFirst(13)))
            return all
        }
        #expect(blocks[0] == blocks[1])
        #expect(blocks[0] != blocks[2])
    }

    @Test func `flipped bits are the same whenever a block is read`() throws {
        let client = try Server(
            rules: #"{"on": "fileRead", "do": {"data": {"corrupt": {"flips": 3, "seed": 1}}}}"#
        ).connect()
        let handle = try client.open("a.txt")
        let block = try #require(client.ask(Request.read(handle, 0, 12))?.data)
        #expect(client.ask(Request.read(handle, 0, 12))?.data == block)
        let flipped = zip(block, "hello, world".utf8)
            .reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
        #expect([1, 3].contains(flipped))
    }

    @Test func `bytes that are in no file need no file`() throws {
        let client = try Server(
            rules: #"""
                {"on": "fileOpen", "do": {"handle": {"opens": "nothing"}}},
                {"on": "fileRead", "do": {"data": {"generated": "zero", "end": "2B"}}}
                """#
        ).connect()
        let handle = try client.open("not/there")
        #expect(client.ask(Request.read(handle, 0, 9)) == .data(7, [0, 0]))
        #expect(client.ask(Request.read(handle, 2, 9))?.code == .eof)
        #expect(client.ask(Request.fstat(handle))?.attributes?.size == 0)
        #expect(client.ask(Request.write(handle, "lost")) == .ok())
        #expect(client.ask(Request.close(handle)) == .ok())
        #expect(client.ask(Request.stat("not"))?.code == .noSuchFile)
    }

    @Test func `bytes of a file that is not there are its error`() throws {
        let client = try Server(
            rules: #"{"on": "fileRead", "do": {"data": {"fromFile": "/nope"}}}"#
        ).connect()
        let handle = try client.open("a.txt")
        #expect(client.ask(Request.read(handle, 0, 9))?.code == .noSuchFile)
    }

    /// `do` of a rule on a WRITE of "hello" at offset 2, and the file then.
    static let writes: [(change: String, stored: String)] = [
        (#""bye""#, "00 00 'bye'"),
        (#"{"bytes": "bye", "atMost": "2B"}"#, "00 00 'by'"),
        (#"{"atMost": "2B"}"#, "00 00 'he'"),
        (#"{"fewer": "1B"}"#, "00 00 'hell'"),
        (#"{"fewer": "9B"}"#, ""),
        (#"{"corrupt": {"at": "3B", "to": "E"}}"#, "00 00 'hEllo'"),
        (#"{"corrupt": {"xor": {"hex": "20"}}}"#, "00 00 'HELLO'"),
        (#"{"bytes": ""}"#, ""),
    ]

    @Test(arguments: writes)
    func `WRITE stores what the rule makes of the block and says OK`(
        change: String, stored: String
    ) throws {
        let server = try Server(rules: #"{"on": "fileWrite", "do": {"write": \#(change)}}"#)
        let client = server.connect()
        let handle = try client.open("new", [.read, .write, .create])
        #expect(client.ask(Request.write(handle, 2, "hello")) == .ok())
        let entry = try #require(server.entries.last)
        #expect(entry.record.asked == 5)
        let bytes = wire(stored)
        #expect(entry.record.moved == UInt64(max(0, bytes.count - 2)))
        let read = client.ask(Request.read(handle, 0, 99))
        #expect(bytes.isEmpty ? read?.code == .eof : read == .data(7, bytes))
    }

    @Test func `handles of a length are counted, and long ones work`() throws {
        let client = try Server(
            rules: #"{"on": ["fileOpen", "dirList"], "do": {"handle": {"length": 300}}}"#
        ).connect()
        let file = try client.open("a.txt")
        let folder = try client.opendir("dir")
        #expect(file == Array(repeating: 0, count: 299) + [1])
        #expect(folder == Array(repeating: 0, count: 299) + [2])
        #expect(client.ask(Request.read(file, 0, 5)) == .data(7, Array("hello".utf8)))
        #expect(client.ask(Request.readdir(folder))?.names?.count == 3)
        #expect(client.ask(Request.close(file)) == .ok())
        #expect(client.ask(Request.close(folder)) == .ok())
        #expect(client.session.closed() == 0)
    }

    @Test(arguments: EventPhase.allCases)
    func `a stale handle is invalid and leaves nothing open`(phase: EventPhase) throws {
        let counting = Counting()
        let rule = Rule(
            name: "stale", events: [.fileOpen], phase: phase,
            effects: [.content(.handle(HandleAnswer(.chosen(TemplateText([9])), isStale: true)))])
        let server = try Server(rules: [rule]) { FaultyFileSystem($0, counting) }
        let client = server.connect()
        #expect(try client.open("a.txt") == [9])
        #expect(counting.open == 0)
        #expect(client.ask(Request.read([9])) == .invalidHandle())
        #expect(client.session.closed() == 0)
    }
}

extension Client {
    /// Opens a file to read, as the session's version has it.
    fileprivate func openToRead(_ path: Text) throws -> [UInt8] {
        version < .v5 ? try open(path) : try open(path, .readData)
    }
}
