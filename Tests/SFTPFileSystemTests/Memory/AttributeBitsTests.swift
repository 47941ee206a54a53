import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Attribute bits protect files in memory` {
    /// One request on `/file` (of `12345`, with handles from before), or around it, and what it
    /// meets for each bit; nil: it succeeds.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let readOnly: FileSystemError?
        let appendOnly: FileSystemError?
        let immutable: FileSystemError?
        let request: @Sendable (any FileSystem, any OpenFile) throws -> Void

        init(
            _ description: String, readOnly: FileSystemError? = nil,
            appendOnly: FileSystemError? = nil, immutable: FileSystemError? = nil,
            _ request: @escaping @Sendable (any FileSystem, any OpenFile) throws -> Void
        ) {
            testDescription = description
            self.readOnly = readOnly
            self.appendOnly = appendOnly
            self.immutable = immutable
            self.request = request
        }
    }

    static let rows: [Row] = [
        Row("read") { files, _ in _ = try files.get("/file") },
        Row("list") { files, _ in try files.list("/") },
        Row(
            "open to write", readOnly: .permissionDenied, appendOnly: .invalidArgument,
            immutable: .permissionDenied
        ) { files, _ in try files.open("/file", .write) },
        Row(
            "open to read and write", readOnly: .permissionDenied, appendOnly: .invalidArgument,
            immutable: .permissionDenied
        ) { files, _ in try files.open("/file", [.read, .write, .create]) },
        Row("append", readOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.open("/file", [.write, .append]).write("x", at: 0)
        },
        Row(
            "empty", readOnly: .permissionDenied, appendOnly: .permissionDenied,
            immutable: .permissionDenied
        ) { files, _ in try files.open("/file", [.write, .append, .truncate]) },
        Row("write by an older handle", immutable: .permissionDenied) { try $1.write("x", at: 0) },
        Row(
            "size by an older handle", appendOnly: .permissionDenied, immutable: .permissionDenied
        ) { try $1.set { $0.size = 1 } },
        Row(
            "size", readOnly: .permissionDenied, appendOnly: .permissionDenied,
            immutable: .permissionDenied
        ) { files, _ in try files.set("/file") { $0.size = 9 } },
        Row("mode", appendOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.setMode(0o600, of: "/file")
        },
        Row("owner", appendOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.set("/file") { $0.uid = 3 }
        },
        Row("times", appendOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.set("/file") { $0.modifyTime = Timestamp(seconds: 1) }
        },
        Row("other bits") { files, _ in
            try files.set("/file") {
                $0.bits = .hidden
                $0.bitsValid = .hidden
            }
        },
        Row(
            "remove", readOnly: .cannotDelete, appendOnly: .cannotDelete, immutable: .cannotDelete
        ) { files, _ in try files.removeFile("/file") },
        Row("move", appendOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.rename("/file", "/moved")
        },
        Row(
            "replace", readOnly: .cannotDelete, appendOnly: .cannotDelete,
            immutable: .cannotDelete
        ) { files, _ in
            try files.put("/other", "")
            try files.rename("/other", "/file")
        },
        Row("second name", appendOnly: .permissionDenied, immutable: .permissionDenied) {
            files, _ in try files.makeHardLink("/second", to: "/file")
        },
    ]

    @Test(arguments: rows)
    func `a file with the bit`(row: Row) throws {
        let bits: [(AttributeBits, FileSystemError?)] = [
            (.readOnly, row.readOnly), (.appendOnly, row.appendOnly),
            (.immutable, row.immutable), ([.hidden, .system, .archive, .sync], nil),
        ]
        for (bit, error) in bits {
            let files = InMemoryFileSystem()
            try files.put("/file", "12345")
            let file = try files.open("/file", [.read, .write])
            try files.set("/file") { $0.bits = bit }
            if let error {
                #expect(throws: error, "\(bit)") { try row.request(files, file) }
                #expect(try files.get("/file") == "12345")
            } else {
                try row.request(files, file)
            }
        }
    }

    /// The same for a directory `/d` that holds a file and a directory.
    static let folderRows: [Row] = [
        Row("list") { files, _ in try files.list("/d") },
        Row("make a file in it", immutable: .permissionDenied) { files, _ in
            try files.put("/d/new", "")
        },
        Row("make a directory in it", immutable: .permissionDenied) { files, _ in
            try files.makeDirectory("/d/new")
        },
        Row("make a link in it", immutable: .permissionDenied) { files, _ in
            try files.makeSymlink("/d/new", to: "x")
        },
        Row("move into it", immutable: .permissionDenied) { files, _ in
            try files.rename("/file", "/d/new")
        },
        Row("write to a file in it") { files, _ in try files.put("/d/file", "new") },
        Row("remove from it", appendOnly: .permissionDenied, immutable: .permissionDenied) {
            files, _ in try files.removeFile("/d/file")
        },
        Row(
            "remove a directory from it", appendOnly: .permissionDenied,
            immutable: .permissionDenied
        ) { files, _ in try files.removeDirectory("/d/sub") },
        Row("move out of it", appendOnly: .permissionDenied, immutable: .permissionDenied) {
            files, _ in try files.rename("/d/file", "/out")
        },
        Row("replace in it", appendOnly: .permissionDenied, immutable: .permissionDenied) {
            files, _ in try files.rename("/file", "/d/file")
        },
        Row("mode", appendOnly: .permissionDenied, immutable: .permissionDenied) { files, _ in
            try files.setMode(0o700, of: "/d")
        },
    ]

    @Test(arguments: folderRows)
    func `a directory with the bit`(row: Row) throws {
        let bits: [(AttributeBits, FileSystemError?)] = [
            (.readOnly, row.readOnly), (.appendOnly, row.appendOnly),
            (.immutable, row.immutable),
        ]
        for (bit, error) in bits {
            let files = InMemoryFileSystem()
            try files.put("/file", "12345")
            let file = try files.open("/file", [.read, .write])
            try files.makeDirectory("/d")
            try files.put("/d/file", "x")
            try files.makeDirectory("/d/sub")
            try files.set("/d") { $0.bits = bit }
            if let error {
                #expect(throws: error, "\(bit)") { try row.request(files, file) }
            } else {
                try row.request(files, file)
            }
        }
    }

    @Test(arguments: [AttributeBits.readOnly, .appendOnly, .immutable])
    func `an empty directory with the bit is kept, without it is not`(bit: AttributeBits) throws {
        let files = InMemoryFileSystem()
        try files.makeDirectory("/d")
        try files.set("/d") { $0.bits = bit }
        #expect(throws: FileSystemError.cannotDelete) { try files.removeDirectory("/d") }
        try files.set("/d") { $0.bits = [] }
        try files.removeDirectory("/d")
    }

    @Test func `only valid bits change, without a mask all of them do`() throws {
        let files = InMemoryFileSystem()
        try files.put("/a", "")
        try files.set("/a") { $0.bits = [.hidden, .system] }
        #expect(try files.status("/a").bits == [.hidden, .system])
        try files.set("/a") {
            $0.bits = [.archive, .system, .caseInsensitive]
            $0.bitsValid = [.archive, .hidden]
        }
        #expect(try files.status("/a").bits == [.archive, .system])
        #expect(try files.status("/a").bitsValid?.contains(.readOnly) == true)
        #expect(try files.status("/a").bitsValid?.contains(.caseInsensitive) == false)
        try files.set("/a") { $0.bits = [] }
        #expect(try files.status("/a").bits == [])
    }

    @Test func `a declared file has its bits, even such as no client sets`() throws {
        let path = Array("/d".utf8)
        let files = try InMemoryFileSystem(
            FileTree([.init(path: path, entry: .directory, bits: [.caseInsensitive, .immutable])]))
        #expect(try files.status("/d").bits == [.caseInsensitive, .immutable])
        #expect(throws: FileSystemError.permissionDenied) { try files.put("/d/new", "") }
    }
}
