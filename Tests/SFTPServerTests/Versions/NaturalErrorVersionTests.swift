import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What fails without any rule: the code of each version, and the outcome rules and journal see.
@Suite struct NaturalErrorVersionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// Codes of versions 3 to 6; nil where the version has no such request.
        let codes: [StatusCode?]
        let outcome: StatusCode
        let request: @Sendable (ProtocolVersion) -> [UInt8]

        init(
            _ name: String, _ codes: [StatusCode?], _ outcome: StatusCode,
            _ request: @escaping @Sendable (ProtocolVersion) -> [UInt8]
        ) {
            self.name = name
            self.codes = codes
            self.outcome = outcome
            self.request = request
        }

        var testDescription: String { name }
    }

    @Test(arguments: rows, ProtocolVersion.allCases)
    func `a failure has the best code of the version, and the true outcome is kept`(
        row: Row, version: ProtocolVersion
    ) throws {
        guard let code = row.codes[Int(version.rawValue) - 3] else { return }
        let server = try Server()
        let client = server.connect(version)
        #expect(client.ask(row.request(version))?.code == code)
        let record = try #require(server.entries.last?.record)
        #expect(record.status == code)
        #expect(record.outcome ?? code == row.outcome)
        #expect(record.version == version.rawValue)
        #expect(client.ask(Request.opendir("dir"))?.handle != nil)
        #expect(client.session.closed() == 1)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a zero byte in a path is an invalid name where there is such a code`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let code: StatusCode = version == .v6 ? .invalidFilename : .badMessage
        #expect(client.ask(Request.remove("a.txt\u{0}"))?.code == code)
        #expect(client.ask(Request.lstat("a.txt", version: version))?.attributes != nil)
    }

    private static let mode = FileAttributes(permissions: 0o600)
    private static let size = FileAttributes(size: 1)
    private static let failures: [StatusCode] = [.failure, .failure, .failure]
    private static let missing: [StatusCode] = [.noSuchFile, .noSuchFile, .noSuchFile]

    static let rows: [Row] = [
        Row("STAT nothing", missing + [.noSuchFile], .noSuchFile) {
            Request.stat("nope", version: $0)
        },
        Row(
            "STAT in nothing", [.noSuchFile, .noSuchPath, .noSuchPath, .noSuchPath], .noSuchPath
        ) { Request.stat("no/pe", version: $0) },
        Row("STAT below a file", missing + [.notADirectory], .notADirectory) {
            Request.stat("a.txt/x", version: $0)
        },
        Row("STAT a loop", failures + [.linkLoop], .linkLoop) {
            Request.stat("loop", version: $0)
        },
        Row("LSTAT a long name", failures + [.invalidFilename], .invalidFilename) {
            Request.lstat(Text(Array(repeating: UInt8(ascii: "n"), count: 256)), version: $0)
        },
        Row(
            "FSTAT nobody's handle",
            [.failure, .invalidHandle, .invalidHandle, .invalidHandle], .invalidHandle
        ) { Request.fstat([1], version: $0) },
        Row(
            "FSETSTAT nobody's handle",
            [.failure, .invalidHandle, .invalidHandle, .invalidHandle], .invalidHandle
        ) { Request.fsetstat([1], mode, version: $0) },
        Row("SETSTAT the size of a directory", failures + [.fileIsADirectory], .fileIsADirectory) {
            Request.setstat("dir", size, version: $0)
        },
        Row("OPENDIR a file", missing + [.notADirectory], .notADirectory) { _ in
            Request.opendir("a.txt")
        },
        Row("REMOVE a directory", failures + [.fileIsADirectory], .fileIsADirectory) { _ in
            Request.remove("void")
        },
        Row(
            "MKDIR what exists",
            [.failure, .fileAlreadyExists, .fileAlreadyExists, .fileAlreadyExists],
            .fileAlreadyExists
        ) { Request.mkdir("a.txt", version: $0) },
        Row("RMDIR a file", missing + [.notADirectory], .notADirectory) { _ in
            Request.rmdir("a.txt")
        },
        Row("RMDIR with entries", failures + [.dirNotEmpty], .dirNotEmpty) { _ in
            Request.rmdir("dir")
        },
        Row(
            "RENAME onto a file",
            [.failure, .fileAlreadyExists, .fileAlreadyExists, .fileAlreadyExists],
            .fileAlreadyExists
        ) { Request.rename("empty", "a.txt", version: $0) },
        Row("RENAME into itself", failures + [.invalidParameter], .invalidParameter) {
            Request.rename("dir", "dir/x", version: $0)
        },
        Row(
            "RENAME over a directory with entries", [nil, nil, .failure, .dirNotEmpty],
            .dirNotEmpty
        ) { Request.rename("void", "dir", .overwrite, version: $0) },
        Row(
            "RENAME a file over a directory", [nil, nil, .failure, .fileIsADirectory],
            .fileIsADirectory
        ) { Request.rename("a.txt", "void", .atomic, version: $0) },
        Row("READLINK a file", failures + [.invalidParameter], .invalidParameter) { _ in
            Request.readlink("a.txt")
        },
        Row(
            "REALPATH in nothing", [.noSuchFile, .noSuchPath, .noSuchPath, nil], .noSuchPath
        ) { _ in Request.realpath("no/pe") },
        Row("REALPATH nothing", [nil, nil, .noSuchFile, nil], .noSuchFile) { _ in
            Request.realpath("nope")
        },
        Row("REALPATH nothing that must be there", [nil, nil, nil, .noSuchFile], .noSuchFile) {
            _ in Request.realpath("nope", .statAlways)
        },
        Row("LINK a directory", [nil, nil, nil, .permissionDenied], .permissionDenied) { _ in
            Request.link("new", to: "dir", isSymbolic: false)
        },
        Row("LINK onto a file", [nil, nil, nil, .fileAlreadyExists], .fileAlreadyExists) { _ in
            Request.link("a.txt", to: "empty", isSymbolic: false)
        },
    ]
}
