import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What the server of a row is like.
enum MatrixServer: Sendable {
    /// The files of ``MatrixStage``.
    case plain
    /// The same, read-only.
    case readOnly
    /// The user's quota leaves one byte and no file.
    case quota
    /// The same for the capacity of the whole file system.
    case full
    /// A session may have one handle.
    case oneHandle
}

/// A server with files for every situation, a session of the version under test, and others.
final class MatrixStage {
    /// The version under test.
    let version: ProtocolVersion
    let server: Server
    /// The session under test.
    let client: Client
    private let counting = Counting()
    /// Kept, because a session closes its handles when it goes.
    private var others: [Client] = []

    init(_ version: ProtocolVersion, _ kind: MatrixServer) throws {
        self.version = version
        var limits = SessionLimits()
        if case .oneHandle = kind { limits.openHandles = 1 }
        let counting = counting
        server = try Server(limits: limits) { _ in
            FaultyFileSystem(Self.files(kind), counting)
        }
        client = server.connect(version)
    }

    /// Bytes of all files below.
    private static let size: UInt64 = 42
    private static let owner = FileOwner(uid: 1000, gid: 100)

    private static func files(_ kind: MatrixServer) -> InMemoryFileSystem {
        var configuration = InMemoryFileSystem.Configuration(
            now: { Timestamp(seconds: Server.wallSeconds) })
        // The root, /home and what is listed below.
        let room = Quota(bytes: size + 1, files: UInt64(tree.count + 2))
        switch kind {
        case .plain, .oneHandle: break
        case .readOnly: configuration.isReadOnly = true
        case .quota: configuration.quotas = [owner.uid: room]
        case .full: configuration.capacity = room
        }
        do {
            return try InMemoryFileSystem(
                FileTree(tree, owner: owner), configuration: configuration)
        } catch {
            preconditionFailure("the tree of the status matrix: \(error)")
        }
    }

    private static let tree: [FileTree.Node] = [
        .init(path: "/home/demo", .directory),
        .init(path: "/home/demo/a.txt", .file(.bytes(Array("hello, world".utf8)))),
        .init(path: "/home/demo/b.txt", .file(.bytes(Array("other".utf8)))),
        .init(path: "/home/demo/dir", .directory),
        .init(path: "/home/demo/dir/inner", .file(.bytes([1]))),
        .init(path: "/home/demo/dir/sub", .directory),
        .init(path: "/home/demo/void", .directory),
        .init(path: "/home/demo/link", .symlink(target: Array("a.txt".utf8))),
        .init(path: "/home/demo/loop", .symlink(target: Array("loop".utf8))),
        .init(path: "/home/demo/secret", .file(.bytes([1, 2])), mode: 0),
        .init(path: "/home/demo/fixed", .file(.bytes([1, 2, 3])), mode: 0o444),
        .init(path: "/home/demo/sealed/inner", .file(.bytes([1]))),
        .init(path: "/home/demo/sealed", .directory, mode: 0o600),
        .init(path: "/home/demo/frozen/inner", .file(.bytes([1]))),
        .init(path: "/home/demo/frozen/sub", .directory),
        .init(path: "/home/demo/frozen", .directory, mode: 0o555),
        .init(path: "/home/demo/unlisted", .directory, mode: 0o300),
        .init(path: "/home/demo/readonly", bits: .readOnly, .file(.bytes([1, 2, 3, 4]))),
        .init(path: "/home/demo/log", bits: .appendOnly, .file(.bytes([1, 2, 3, 4, 5]))),
        .init(path: "/home/demo/rock", bits: .immutable, .file(.bytes([1, 2, 3, 4, 5, 6]))),
        .init(path: "/home/demo/rocks", bits: .immutable, .directory),
        .init(path: "/home/demo/x2", .file(.bytes([1, 2]))),
    ]

    /// Sends a request to the session under test; what is done in slices is done to the end.
    func ask(_ request: [UInt8]) -> Reply? {
        client.send(request)
        client.fireDue()
        let replies = client.takeReplies()
        #expect(replies.count == 1)
        return replies.first
    }

    /// Sends a packet laid out by SFTPWire for the version under test.
    func ask(_ body: (inout WireBuffer, ProtocolVersion) -> Void) -> Reply? {
        ask(Request.built { body(&$0, version) })
    }

    /// Sends what `request` lays out, after making the files fail at their next call.
    func askFailing(_ error: FileSystemError, _ request: [UInt8]) -> Reply? {
        counting.error = error
        counting.failing = counting.calls + 1
        return ask(request)
    }

    /// Opens a file in the session under test.
    func open(_ path: Text, _ way: Opening = .read) throws -> [UInt8] {
        try #require(client.ask(Request.open(path, way, version: version))?.handle)
    }

    /// Gives a file another size, in bytes.
    func grow(_ path: Text, to size: UInt64) {
        let grown = Request.setstat(path, FileAttributes(size: size), version: version)
        #expect(ask(grown)?.code == .ok)
    }

    /// Another session of the same user, of the version that knows all modes.
    func other() -> Client {
        let other = Client(server, connection: others.count + 2)
        others.append(other)
        other.version = .v6
        other.send(Request.initialize(6))
        _ = other.takeOutput()
        return other
    }

    /// Opens a file in another session; the handle stays open as long as the server lives.
    func otherOpens(_ path: Text, _ way: Opening) throws -> (client: Client, handle: [UInt8]) {
        let other = other()
        return (other, try #require(other.ask(Request.open(path, way, version: .v6))?.handle))
    }

    /// Leaves a file of which the deletion is pending: two handles are open, and the one that
    /// deletes is closed.
    func pendDeletion(of path: Text) throws {
        let kept = try otherOpens(path, .read)
        let deleting = try #require(
            kept.client.ask(
                Request.open(path, Opening(.read, modes: .deleteOnClose), version: .v6))?.handle)
        #expect(kept.client.ask(Request.close(deleting))?.code == .ok)
    }
}

/// How a file is opened, in words of all versions.
struct Opening {
    var flags: OpenFlags
    var access: AccessMask
    var modes: OpenModes

    init(_ base: Opening, access: AccessMask = [], modes: OpenModes = []) {
        self = base
        self.access.formUnion(access)
        self.modes.formUnion(modes)
    }

    init(flags: OpenFlags, access: AccessMask, modes: OpenModes) {
        self.flags = flags
        self.access = access
        self.modes = modes
    }

    static let read = Opening(
        flags: .read, access: .readData, modes: OpenModes(.openExisting))
    static let write = Opening(
        flags: .write, access: .writeData, modes: OpenModes(.openExisting))
    static let readWrite = Opening(
        flags: [.read, .write], access: [.readData, .writeData], modes: OpenModes(.openExisting))
    static let create = Opening(
        flags: [.write, .create], access: .writeData, modes: OpenModes(.openOrCreate))
    static let createNew = Opening(
        flags: [.write, .create, .exclusive], access: .writeData, modes: OpenModes(.createNew))
    static let truncate = Opening(
        flags: [.write, .truncate], access: .writeData, modes: OpenModes(.truncateExisting))
    static let text = Opening(
        flags: [.read, .text], access: .readData, modes: OpenModes(.openExisting, .textMode))
}

extension Request {
    /// OPEN in the words of the version.
    static func open(
        _ path: Text, _ way: Opening, _ attributes: FileAttributes = FileAttributes(),
        version: ProtocolVersion
    ) -> [UInt8] {
        built {
            OpenRequest(
                id: 7, filename: path.bytes.span.bytes, flags: way.flags,
                desiredAccess: way.access, modes: way.modes, attributes: attributes
            ).write(to: &$0, version: version)
        }
    }
}

extension FileTree.Node {
    fileprivate init(path: Text, bits: AttributeBits, _ entry: FileTree.Entry) {
        self.init(path: path.bytes, entry: entry, bits: bits)
    }
}
