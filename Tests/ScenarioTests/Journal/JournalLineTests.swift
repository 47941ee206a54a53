import SFTPWire
import Testing

@testable import Scenario

struct JournalLineTests {
    /// The only record's line.
    private func line(_ journal: Journal) -> String? { journal.entries.first?.json }

    @Test func `a write has offset, sizes, status and rules`() {
        let journal = Journal(rules: [failing("slow"), failing("disk is full")])
        journal.add(.fileWrite, connection: 3, path: "/up/x", handle: [0, 0, 0, 0x1f]) {
            $0.request = .write
            $0.requestID = 7
            $0.offset = 32_768
            $0.asked = 1000
            $0.moved = 0
            $0.status = .quotaExceeded
            $0.rules = RuleList(1)
            $0.startNanoseconds = 1_234_567
            $0.durationNanoseconds = 98_765
        }
        #expect(
            line(journal) == """
                {"version":1,"kind":"event","n":1,"timeNanoseconds":1234567,\
                "event":"fileWrite","connection":3,"user":"alice","request":"WRITE","id":7,\
                "path":"/up/x","handle":"0000001f","offset":32768,"asked":1000,"moved":0,\
                "status":"QUOTA_EXCEEDED","rules":["disk is full"],"durationMicroseconds":98}
                """)
    }

    @Test func `an open has its flags and the attributes it carries`() {
        let journal = Journal()
        journal.add(.fileOpen, path: "/x") {
            $0.request = .open
            $0.flags = [.write, .create]
            $0.attributes = [.permissions]
            $0.status = .ok
        }
        #expect(
            line(journal) == """
                {"version":1,"kind":"event","n":1,"timeNanoseconds":0,"event":"fileOpen",\
                "connection":1,"user":"alice","request":"OPEN","path":"/x",\
                "flags":["WRITE","CREAT"],"attributes":["PERMISSIONS"],"status":"OK",\
                "durationMicroseconds":0}
                """)
    }

    @Test func `a line has the names of its version and the true outcome`() {
        let journal = Journal()
        journal.add(.fileOpen, path: "/x") {
            $0.request = .open
            $0.version = 6
            $0.access = [.readData, .appendData]
            $0.modes = OpenModes(.truncateExisting, [.blockRead, .deleteOnClose])
            $0.attributes = [.accessTime, .modifyTime, .mimeType]
            $0.outcome = .quotaExceeded
            $0.status = .failure
        }
        #expect(
            line(journal) == """
                {"version":1,"kind":"event","n":1,"timeNanoseconds":0,"event":"fileOpen",\
                "connection":1,"user":"alice","request":"OPEN","path":"/x","sftpVersion":6,\
                "access":["READ_DATA","APPEND_DATA"],"modes":["BLOCK_READ","DELETE_ON_CLOSE"],\
                "disposition":"TRUNCATE_EXISTING",\
                "attributes":["ACCESSTIME","MODIFYTIME","MIME_TYPE"],\
                "outcome":"QUOTA_EXCEEDED","status":"FAILURE","durationMicroseconds":0}
                """)
    }

    private static let later:
        [(kind: EventKind, fill: @Sendable (inout JournalRecord) -> Void, member: String)] = [
            (.fileLock, { $0.lock = [.read, .advisory] }, #""lock":["READ","ADVISORY"]"#),
            (.fileRename, { $0.renameFlags = [.atomic] }, #""flags":["ATOMIC"]"#),
            (.resolvePath, { $0.control = .statAlways }, #""control":"STAT_ALWAYS""#),
            (.resolvePath, { $0.control = RealpathControl(rawValue: 9) }, #""control":"9""#),
            (.fileClose, { $0.handleKind = .directory }, #""handleKind":"directory""#),
            (.`init`, { $0.version = 7 }, #""clientVersion":7"#),
            (
                .fileOpen,
                {
                    $0.version = 5
                    $0.modes = OpenModes(.createNew, [.appendData, .blockDelete])
                }, #""modes":["ACCESS_APPEND_DATA","ACCESS_DELETE_LOCK"]"#
            ),
            (
                .setAttributes,
                {
                    $0.version = 3
                    $0.attributes = [.acModTime]
                }, #""attributes":["ACMODTIME"]"#
            ),
        ]

    @Test(arguments: later.indices)
    func `fields of later versions are written by name`(index: Int) {
        let journal = Journal()
        let fill = Self.later[index].fill
        journal.add(Self.later[index].kind) { fill(&$0) }
        #expect(line(journal)?.contains(Self.later[index].member) == true)
    }

    @Test func `the end of a connection has its cause and the handles left open`() {
        let journal = Journal()
        journal.add(.disconnected, user: nil, message: "closed by the client") {
            $0.openHandles = 2
        }
        #expect(
            line(journal) == """
                {"version":1,"kind":"event","n":1,"timeNanoseconds":0,"event":"disconnected",\
                "connection":1,"cause":"closed by the client","openHandles":2,\
                "durationMicroseconds":0}
                """)
    }

    @Test func `name is a method or an extension, message a message or a cause`() {
        let journal = Journal()
        journal.add(.userAuthRequest, name: "password", message: "no")
        journal.add(.fileRename, name: "posix-rename@openssh.com")
        journal.add(.error, message: "truncated at offset 9")
        let lines = journal.entries.map(\.json)
        #expect(lines[0].contains(#""method":"password","message":"no""#))
        #expect(lines[1].contains(#""extension":"posix-rename@openssh.com""#))
        #expect(lines[2].contains(#""cause":"truncated at offset 9""#))
    }

    @Test func `a status no draft defines is its number`() {
        let journal = Journal()
        journal.add(.fileRead) { $0.status = StatusCode(rawValue: 4_294_967_295) }
        #expect(line(journal)?.contains(#""status":4294967295"#) == true)
    }

    @Test(
        arguments: [
            ([0x2f, 0x61], #""path":"/a""#),
            ([], #""path":"""#),
            ([0x22, 0x5c, 0x0a, 0x00, 0x1f], #""path":"\"\\\n\u0000\u001f""#),
            ([0xc3, 0xa9], #""path":"é""#),
            ([0x2f, 0xff], #""path":{"hex":"2fff"}"#),
            ([0xc0, 0xaf], #""path":{"hex":"c0af"}"#),
            ([0xed, 0xa0, 0x80], #""path":{"hex":"eda080"}"#),
        ] as [([UInt8], String)])
    func `a path that is not UTF-8 is written in hexadecimal`(path: [UInt8], member: String) {
        let journal = Journal()
        journal.append(JournalRecord(kind: .fileOpen, connection: 1), path: path.span.bytes)
        #expect(line(journal)?.contains(member) == true)
    }

    @Test func `a text beyond the limit is cut and the line says so`() {
        let journal = Journal()
        let path = [UInt8](repeating: UInt8(ascii: "a"), count: 5000)
        journal.append(JournalRecord(kind: .fileOpen, connection: 1), path: path.span.bytes)
        #expect(journal.entries.first?.path?.count == 4096)
        #expect(line(journal)?.hasSuffix(#""clipped":true}"#) == true)
    }

    @Test func `a journal begins with its scenario and seed`() {
        let journal = Journal(scenarioName: "quota", seed: 7)
        #expect(
            journal.text
                == #"{"version":1,"kind":"start","scenario":"quota","seed":7}"# + "\n")
    }
}
