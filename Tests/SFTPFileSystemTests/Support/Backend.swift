import CLinux
import Glibc
import SFTPFileSystem
import SFTPWire

/// The backends that the conformance suites run over.
enum Backend: String, CaseIterable, Sendable {
    /// ``InMemoryFileSystem``.
    case memory
    /// ``DiskFileSystem`` in a temporary folder.
    case disk
    /// ``InMemoryFileSystem`` over a ``LowerFolder``; fixtures lie in the folder.
    case overlay

    /// Whether all of these can be set: no disk lets its creation times be set.
    func keeps(_ attributes: FileAttributes) -> Bool {
        self != .disk || attributes.createTime == nil
    }

    /// Calls `body` with an empty file system.
    func withFileSystem(_ body: (any FileSystem) throws -> Void) throws {
        switch self {
        case .memory: try body(InMemoryFileSystem())
        case .disk: try withTemporaryFolder { try body(try DiskFileSystem(root: $0)) }
        case .overlay:
            try withTemporaryFolder { try body(try InMemoryFileSystem(over: LowerFolder($0))) }
        }
    }

    /// Calls `body` with the file system of ``Fixture``.
    func withFixture(_ body: (any FileSystem) throws -> Void) throws {
        guard self == .overlay else {
            return try withFileSystem { files in
                try Fixture.build(in: files)
                try body(files)
            }
        }
        try withTemporaryFolder { root in
            try Fixture.build(in: try DiskFileSystem(root: root))
            try body(try InMemoryFileSystem(over: LowerFolder(root)))
        }
    }

    /// Calls `body` with a read-only file system: a file `/file` of `abc`, an empty folder
    /// `/empty`, a link `/link` to the file.
    func withReadOnlyFileSystem(_ body: (any FileSystem) throws -> Void) throws {
        switch self {
        case .memory:
            let tree = FileTree([
                .init(path: Array("/file".utf8), entry: .file(.bytes(Array("abc".utf8)))),
                .init(path: Array("/empty".utf8), entry: .directory),
                .init(path: Array("/link".utf8), entry: .symlink(target: Array("file".utf8))),
            ])
            try body(try InMemoryFileSystem(tree, configuration: .init(isReadOnly: true)))
        case .disk, .overlay:
            try withTemporaryFolder { root in
                let writable = try DiskFileSystem(root: root)
                try writable.put("/file", "abc")
                try writable.makeDirectory("/empty")
                try writable.makeSymlink("/link", to: "file")
                if self == .disk {
                    return try body(try DiskFileSystem(root: root, isReadOnly: true))
                }
                try body(
                    try InMemoryFileSystem(
                        over: LowerFolder(root), configuration: .init(isReadOnly: true)))
            }
        }
    }
}

/// Files with every property a request can trip over.
enum Fixture {
    /// Links from `/chain1` over `/chain2` … to `/file`.
    static let chainLength = 41

    /// Makes them.
    static func build(in files: any FileSystem) throws {
        try files.put("/file", "abc")
        try files.makeDirectory("/dir")
        try files.put("/dir/inner", "x")
        try files.makeDirectory("/dir/sub")
        try files.makeDirectory("/empty")
        try files.makeSymlink("/link", to: "file")
        try files.makeSymlink("/dirlink", to: "/dir")
        try files.makeSymlink("/dangling", to: "nowhere")
        try files.makeSymlink("/deepdangling", to: "nofolder/nowhere")
        try files.makeSymlink("/loop", to: "loop")
        for number in 1..<chainLength {
            try files.makeSymlink("/chain\(number)", to: "chain\(number + 1)")
        }
        try files.makeSymlink("/chain\(chainLength)", to: "file")
        try files.put("/secret", "s", mode: 0o000)
        try files.put("/fixed", "f", mode: 0o444)
        try files.put("/writeonly", "w", mode: 0o222)
        for (name, mode) in [("nosearch", 0o600), ("noread", 0o300), ("frozen", 0o555)] {
            try files.makeDirectory("/\(name)")
            try files.put("/\(name)/inner", "x")
            try files.makeDirectory("/\(name)/sub")
            try files.setMode(UInt32(mode), of: "/\(name)")
        }
    }
}

/// Runs `body` in a new folder under /tmp as a user who is not above permissions.
///
/// As root, the thread's file-system user becomes `nobody` meanwhile: `body` must stay on it.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let isRoot = geteuid() == 0
    if isRoot { setfsuid(65_534) }
    var template = Array("/tmp/sftp-double-XXXXXX".utf8CString)
    let path = template.withUnsafeMutableBufferPointer { template in
        template.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    defer {
        if isRoot { setfsuid(0) }
        if let path { removeTree(AT_FDCWD, path) }
    }
    guard let path, chmod(path, 0o755) == 0 else { throw TemporaryFolderError() }
    try body(path)
}

struct TemporaryFolderError: Error {}

/// Removes a folder of a test with all it holds, whatever the permissions and the names.
private func removeTree(_ directory: Int32, _ name: UnsafePointer<CChar>) {
    if unlinkat(directory, name, 0) == 0 { return }
    fchmodat(directory, name, 0o700, 0)
    let opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if opened >= 0, let stream = fdopendir(opened) {
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { child in
                    if strcmp(child, ".") != 0, strcmp(child, "..") != 0 {
                        removeTree(opened, child)
                    }
                }
            }
        }
        closedir(stream)
    }
    unlinkat(directory, name, AT_REMOVEDIR)
}
