import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import StrictJSON
import Synchronization
import Testing

/// A server without a network: files, rules, journal and a clock that tests move.
final class Server: Sendable {
    /// When every file was made and every long name is written: 2023-11-14 22:13:20 UTC.
    static let wallSeconds: Int64 = 1_700_000_000

    let clock = ManualClock()
    let fileSystem: any FileSystem
    let journal: Journal
    let context: ServerContext

    /// Makes a server whose user `demo` (1000) lives in `/home/demo`.
    init(
        files: [FileTree.Node] = Server.files, rules: [Rule] = [], machines: [StateMachine] = [],
        expectations: [JournalExpectation] = [], captured: Captured? = nil,
        limits: SessionLimits = SessionLimits(), protocolSpec: ProtocolSpec = ProtocolSpec(),
        memoryLimitBytes: UInt64 = 4 << 30, seed: UInt64 = 0,
        restraints: RestraintSpec = RestraintSpec(),
        growing: [GrowingFile] = [],
        wrap: (any FileSystem) throws -> any FileSystem = { $0 },
        caller: CalloutCaller? = nil
    ) throws {
        let tree = FileTree(files, owner: FileOwner(uid: 1000, gid: 100))
        let stored = try InMemoryFileSystem(
            tree,
            configuration: .init(
                memoryLimitBytes: memoryLimitBytes,
                now: { Timestamp(seconds: Server.wallSeconds) }))
        fileSystem = try wrap(stored)
        journal = Journal(seed: seed, rules: rules, expectations: expectations)
        var sink: (@Sendable (CapturedPacket) -> Void)?
        if let captured { sink = { captured.add($0) } }
        context = ServerContext(
            fileSystem: fileSystem,
            engine: ScenarioEngine(rules: rules, machines: machines, seed: seed), journal: journal,
            clock: clock, wallSeconds: { Server.wallSeconds },
            accounts: AccountNames(users: [1000: "demo"], groups: [100: "users"]),
            homes: ["demo": Array("/home/demo".utf8), "eve": Array("/home/eve".utf8)],
            limits: limits, protocolSpec: protocolSpec, seed: seed, restraints: restraints,
            growing: growing, captureSink: sink, caller: caller)
    }

    /// Makes a server with the rules of a scenario file: `text` is the list after `"rules":`.
    convenience init(
        rules text: String, files: [FileTree.Node] = Server.files,
        limits: SessionLimits = SessionLimits()
    ) throws {
        try self.init(files: files, rules: try Server.rules(text), limits: limits)
    }

    /// Makes a server with the settings, rules and growing files of a scenario file: `text` is
    /// what stands behind its version.
    convenience init(
        scenario text: String, files: [FileTree.Node] = Server.files,
        wrap: (any FileSystem) throws -> any FileSystem = { $0 }
    ) throws {
        let scenario = try Server.scenario(text)
        let server = scenario.server
        try self.init(
            files: files, rules: scenario.rules, protocolSpec: server.protocolSpec,
            restraints: RestraintSpec(
                limits: server.limits, quirks: server.quirks, readOnly: server.readOnly),
            growing: scenario.files.compactMap { file in
                file.growth.map { GrowingFile(path: file.path, growth: $0) }
            }, wrap: wrap)
    }

    /// The rules of a scenario file; errors are issues of the test.
    static func rules(_ text: String) throws -> [Rule] {
        try scenario(#""rules": [\#(text)]"#).rules
    }

    private static func scenario(_ text: String) throws -> Scenario {
        let source = SourceText(name: "test", text: #"{"version": 1, \#(text)}"#)
        let (scenario, diagnostics) = ScenarioLoader.load(files: [source])
        for diagnostic in diagnostics where diagnostic.severity == .error {
            Issue.record("\(diagnostic.message)")
        }
        return try #require(scenario)
    }

    /// A session that has sent INIT and read VERSION.
    func connect(_ version: ProtocolVersion = .v3, uid: UInt32 = 1000) -> Client {
        let client = Client(self, uid: uid)
        client.send(Request.initialize(version.rawValue))
        _ = client.takeOutput()
        client.version = version
        return client
    }

    /// What the journal holds of requests and errors, INIT left out.
    var entries: [JournalEntry] { journal.entries.filter { $0.kind != .`init` } }

    /// The files most tests begin with.
    static let files: [FileTree.Node] = [
        .init(path: "/home/demo", .directory),
        .init(path: "/home/demo/a.txt", .file(.bytes(Array("hello, world".utf8)))),
        .init(path: "/home/demo/empty", .file(.bytes([]))),
        .init(path: "/home/demo/big", .file(.random(size: 3_000_000, seed: 1))),
        .init(path: "/home/demo/dir", .directory),
        .init(path: "/home/demo/dir/inner", .file(.bytes([1, 2, 3]))),
        .init(path: "/home/demo/void", .directory),
        .init(path: "/home/demo/locked", .file(.bytes([1])), mode: 0),
        .init(path: "/home/demo/link", .symlink(target: Array("a.txt".utf8))),
        .init(path: "/home/demo/dangling", .symlink(target: Array("nowhere".utf8))),
        .init(path: "/home/demo/loop", .symlink(target: Array("loop".utf8))),
        .init(path: "/home/demo/up", .symlink(target: Array("/home/demo/dir".utf8))),
        .init(path: "/home/eve", .directory),
    ]
}

extension ProtocolSpec {
    /// Everything as by default, in one version.
    static func only(_ version: ProtocolVersion) -> ProtocolSpec { of(version...version) }

    /// Everything as by default, in these versions.
    static func of(_ versions: ClosedRange<ProtocolVersion>) -> ProtocolSpec {
        var spec = ProtocolSpec()
        spec.versions = versions
        return spec
    }
}

extension FileTree.Node {
    init(path: Text, _ entry: FileTree.Entry, mode: UInt32? = nil) {
        self.init(path: path.bytes, entry: entry, mode: mode)
    }
}

/// Packets that a server's rules captured.
final class Captured: Sendable {
    private let packets = Mutex<[CapturedPacket]>([])

    var names: [String] { packets.withLock { $0.map(\.fileName) } }
    var texts: [String] { packets.withLock { $0.map(\.text) } }

    func add(_ packet: CapturedPacket) { packets.withLock { $0.append(packet) } }
}
