internal import Fuzzing
internal import SFTPFileSystem
internal import SFTPServer
internal import SFTPWire
internal import Scenario
internal import StrictJSON

/// What a session is served from: new files in memory each time, the rules parsed once.
enum FuzzedServer {
    private static let owner = FileOwner(uid: 1000, gid: 100)

    private static let tree: FileTree = {
        func node(_ path: String, _ entry: FileTree.Entry) -> FileTree.Node {
            FileTree.Node(path: Array(("/home/demo" + path).utf8), entry: entry)
        }
        // Their lines in listings of version 3 have another day of February, and another era; in
        // later ones they have more than a name.
        func dated(_ path: String, _ seconds: Int64) -> FileTree.Node {
            var node = node(path, .file(.bytes([])))
            node.modifyTime = Timestamp(seconds: seconds)
            node.acl = AccessControlList(entries: [
                AccessControlEntry(
                    type: AccessControlEntry.accessAllowed, mask: .readData,
                    who: Array("EVERYONE@".utf8))
            ])
            return node
        }
        let nodes = [
            node("", .directory),
            node("/a", .file(.bytes(Array("hello, world\r\nline 2\n".utf8)))),
            node("/b", .file(.random(size: 40_000, seed: 1))),
            node("/d", .directory),
            node("/d/e", .file(.bytes([1, 2, 3]))),
            dated("/d/leap", 951_782_400),
            dated("/d/before-christ", -70_000_000_000),
            node("/l", .symlink(target: Array("a".utf8))),
            node("/loop", .symlink(target: Array("loop".utf8))),
        ]
        return FileTree(nodes, owner: owner)
    }()

    /// What shall happen, by two bits of the input.
    static let scenarios: [Scenario] = LibFuzzer.kept { RuleSets.all.map(scenario) }

    private static func scenario(_ rules: String) -> Scenario {
        let text = #"{"version": 1, "seed": 7, "rules": ["# + rules + "]}"
        let (scenario, problems) = ScenarioLoader.load(
            files: [SourceText(name: "rules", bytes: Array(text.utf8))])
        guard let scenario else { fatalError("\(problems.map(\.message))") }
        return scenario
    }

    /// A server without a connection yet.
    static func context(_ scenario: Scenario, clock: any SessionClock) -> ServerContext {
        let files: InMemoryFileSystem
        do throws(FileTreeError) {
            files = try InMemoryFileSystem(
                tree,
                configuration: InMemoryFileSystem.Configuration(
                    memoryLimitBytes: 8 << 20, retainedBytes: 0,
                    now: { Timestamp(seconds: 1_700_000_000) }))
        } catch {
            fatalError("\(error)")
        }
        var limits = SessionLimits()
        limits.openHandles = 16
        limits.locks = 64
        limits.hashedBytes = 16 << 20
        return ServerContext(
            fileSystem: files,
            engine: ScenarioEngine(
                rules: scenario.rules, machines: scenario.machines, seed: scenario.seed ?? 0),
            journal: Journal(seed: 7, rules: scenario.rules, capacityBytes: 64 << 10),
            clock: clock, wallSeconds: { 1_700_000_000 },
            accounts: AccountNames(users: [1000: "demo"], groups: [100: "users"]),
            homes: ["demo": Array("/home/demo".utf8)], limits: limits,
            protocolSpec: scenario.server.protocolSpec, seed: 7)
    }
}
