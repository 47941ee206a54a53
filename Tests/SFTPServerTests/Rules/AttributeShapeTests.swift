import SFTPServer
import SFTPWire
import Scenario
import Testing

/// ATTRS written as no server should.
@Suite struct AttributeShapeTests {
    /// `attributes` on STAT of a file of which only the size is told, and the bytes behind the id.
    static let shapes: [(attributes: String, bytes: [ProtocolVersion: String])] = [
        (
            #"{"set": {"size": "1B"}, "omit": [\#(others)]}"#,
            [
                .v3: "00000001 0000000000000001", .v4: "00000001 01 0000000000000001",
                .v5: "00000001 01 0000000000000001", .v6: "00000001 01 0000000000000001",
            ]
        ),
        (
            #"{"omit": ["SIZE", \#(others)], "flags": {"add": "SIZE"}}"#,
            [
                .v3: "00000001", .v4: "00000001 01", .v5: "00000001 01", .v6: "00000001 01",
            ]
        ),
        (
            #"""
            {"set": {"size": "1B"}, "omit": [\#(others)],
             "flags": {"add": "ACL", "remove": "SIZE"}}
            """#,
            [.v3: "00000040 0000000000000001", .v6: "00000040 01 0000000000000001"]
        ),
        (
            #"{"set": {"size": "1B"}, "omit": [\#(others)], "layoutVersion": 4}"#,
            [.v3: "00000001 05 0000000000000001", .v6: "00000001 01 0000000000000001"]
        ),
        (
            #"{"set": {"size": "1B"}, "omit": [\#(others)], "layoutVersion": 3}"#,
            [.v3: "00000001 0000000000000001", .v5: "00000001 0000000000000001"]
        ),
        (
            #"{"set": {"size": "1B", "type": 0}, "omit": [\#(others)]}"#,
            [.v3: "00000001 0000000000000001", .v5: "00000001 00 0000000000000001"]
        ),
        (
            #"{"raw": [{"uint32": 65}, {"bytes": "x"}]}"#,
            [.v3: "00000041 'x'", .v4: "00000041 'x'", .v5: "00000041 'x'", .v6: "00000041 'x'"]
        ),
    ]

    private static let others = """
        "UIDGID", "PERMISSIONS", "ACMODTIME", "CREATETIME", "CTIME", "LINK_COUNT", \
        "ALLOCATION_SIZE", "BITS", "ACL", "TEXT_HINT"
        """

    @Test(arguments: shapes.indices, EventPhase.allCases)
    func `ATTRS has the flags, layout and bytes of the rule`(
        index: Int, phase: EventPhase
    ) throws {
        let row = Self.shapes[index]
        for (version, layout) in row.bytes {
            let client = try Server(
                rules: #"""
                    {"on": "getAttributes", "phase": "\#(phase.rawValue)",
                     "do": {"attributes": \#(row.attributes)}}
                    """#
            ).connect(version)
            client.send(Request.stat("a.txt", .defined(in: version), version: version))
            #expect(client.takeOutput() == packet("69 00000007 " + layout), "\(row.attributes)")
        }
    }

    @Test(arguments: EventPhase.allCases)
    func `a mask takes the type out of the mode in version 3 only`(phase: EventPhase) throws {
        let rules = #"""
            {"on": ["getAttributes", "dirRead"], "phase": "\#(phase.rawValue)",
             "do": {"attributes": {"modeMask": "0770"}}}
            """#
        let client = try Server(rules: rules).connect()
        #expect(client.ask(Request.stat("dir"))?.attributes?.permissions == 0o750)
        let names = client.ask(Request.readdir(try client.opendir("dir")))?.names
        #expect(names?.map(\.attributes.permissions) == [0o750, 0o750, 0o640])
        let later = try Server(rules: rules).connect(.v6)
        let shown = later.ask(Request.stat("dir", version: .v6))?.attributes
        #expect(shown?.permissions == 0o750)
        #expect(shown?.type == .directory)
    }

    @Test func `raw attributes stand in a listing as in STAT`() throws {
        let client = try Server(
            rules: #"""
                {"on": "dirList", "do": {"names": [{"name": "a", "longName": "",
                    "attributes": {"raw": {"hex": "ffffffff"}}}]}},
                {"on": "dirRead", "skip": 1, "do": {"names": ["b"], "attributes":
                    {"raw": {"hex": "00"}}}}
                """#
        ).connect()
        let handle = try client.opendir("dir")
        client.send(Request.readdir(handle))
        #expect(client.takeOutput() == packet("68 00000007 00000001 \"a\" \"\" ffffffff"))
        client.send(Request.readdir(handle))
        let line = "-rw-r--r--   1 demo     users           0 Nov 14 22:13 b"
        #expect(client.takeOutput() == packet("68 00000007 00000001 \"b\" \"\(line)\" 00"))
    }

    @Test func `times before 1970 and past 2038 are sent as far as the version can`() throws {
        let rules = #"""
            {"on": "getAttributes", "do": {"attributes":
             {"set": {"mtime": "1965-06-01T00:00:00Z", "atime": "2040-01-01T00:00:00Z"}}}}
            """#
        for version in ProtocolVersion.allCases {
            let client = try Server(rules: rules).connect(version)
            let shown = client.ask(Request.stat("a.txt", version: version))?.attributes
            #expect(shown?.modifyTime?.seconds == (version == .v3 ? 0 : -144_720_000))
            #expect(shown?.accessTime?.seconds == 2_208_988_800)
        }
    }
}
