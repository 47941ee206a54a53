internal import SFTPFileSystem
internal import SFTPWire
internal import SSHTransport
public import Scenario

extension Configuration {
    /// Takes everything a scenario says; `drawnSeed` is used when it names no seed.
    ///
    /// - Throws: `StartError` for a public key that cannot be read.
    public init(_ scenario: Scenario, drawnSeed: UInt64) throws(StartError) {
        self.init()
        name = scenario.name
        seed = scenario.seed ?? drawnSeed
        rules = scenario.rules
        machines = scenario.machines
        expectations = scenario.expectations
        accounts = try Self.accounts(scenario.users)
        files = .memory(Self.tree(scenario.files, accounts: accounts, seed: seed))
        isReadOnly = scenario.server.isReadOnly
        transport = scenario.server.transport
        identification = Self.softwareVersion(transport.greeting)
        if let names = transport.algorithms.hostKeys {
            hostKeyAlgorithms = HostKey.Algorithm.needed(for: names)
        }
        readOnly = scenario.server.readOnly
        limits = scenario.server.limits
        quirks = scenario.server.quirks
        banner = scenario.server.banner
        protocolSpec = scenario.server.protocolSpec
        principals = scenario.principals
        capacity = scenario.server.capacity
        folderQuotas = scenario.server.quotas
        for user in scenario.users where !user.quota.isUnlimited { quotas[user.uid] = user.quota }
        for file in scenario.files { growing[file.path] = file.growth }
        for user in scenario.users {
            if !user.limits.isEmpty { userLimits[user.name] = user.limits }
            if user.readOnly != .nothing { userReadOnly[user.name] = user.readOnly }
        }
        authenticationMethods = AuthenticationMethods(
            names: scenario.server.authenticationMethods.map(\.rawValue))
        if scenario.server.listsMethodsInOrder {
            methodOrder = scenario.server.authenticationMethods
        }
        authentication = scenario.server.authentication
        maximumSessions = scenario.server.maximumSessions
    }

    /// What follows `SSH-2.0-`, which the transport writes itself (RFC 4253 section 4.2); nil
    /// for a line it would not.
    private static func softwareVersion(_ greeting: IdentificationSpec) -> String? {
        let prefix = "SSH-2.0-"
        guard let line = greeting.line, (prefix.utf8.count + 1...253).contains(line.count),
            line.allSatisfy({ (0x20...0x7e).contains($0) }), line.starts(with: prefix.utf8)
        else { return nil }
        return String(decoding: line.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    private static func accounts(_ users: [UserSpec]) throws(StartError) -> [Account] {
        var accounts: [Account] = []
        for user in users {
            var keys: [String] = []
            for line in user.publicKeys {
                do throws(SSHPublicKeyError) {
                    keys.append(try SSHPublicKey.canonicalText(ofLine: line))
                } catch {
                    throw .scenario("user \(user.name): public key: \(error)")
                }
            }
            var account = Account(
                name: user.name, password: user.password, publicKeys: keys, home: user.home,
                uid: user.uid, gid: user.gid)
            account.throttle = user.throttle
            account.steps = user.steps
            account.rounds = user.rounds
            account.banner = user.banner
            account.isPasswordExpired = user.isPasswordExpired
            account.root = user.root
            accounts.append(account)
        }
        return accounts
    }

    /// The scenario's files and every home; what lies in a home belongs to its user.
    private static func tree(
        _ files: [FileSpec], accounts: [Account], seed: UInt64
    ) -> FileTree {
        let listed = Set(files.map(\.path))
        let root = [UInt8(ascii: "/")]
        var nodes: [FileTree.Node] = []
        for account in accounts
        where account.storedHome != root && !listed.contains(account.storedHome) {
            nodes.append(
                .init(
                    path: account.storedHome, entry: .directory, uid: account.uid,
                    gid: account.gid))
        }
        for file in files {
            let owner = accounts.first {
                file.path.starts(with: $0.storedHome) && $0.storedHome != root
            }
            nodes.append(
                .init(
                    path: file.path, entry: entry(file, seed: seed), mode: file.permissions,
                    uid: file.uid ?? owner?.uid, gid: file.gid ?? owner?.gid,
                    accessTime: file.accessTime ?? file.modifyTime, modifyTime: file.modifyTime,
                    createTime: file.createTime, bits: file.bits, acl: file.acl,
                    mimeType: file.mimeType))
        }
        return FileTree(nodes)
    }

    private static func entry(_ file: FileSpec, seed: UInt64) -> FileTree.Entry {
        switch file.content {
        case .bytes(let bytes): .file(.bytes(bytes))
        case .zeros(let size): .file(.zero(size: size))
        case .random(let size): .file(.random(size: size, seed: seed))
        case .directory: .directory
        case .symlink(let target): .symlink(target: target)
        }
    }

    /// Serves a folder: everybody begins at `start`, as the scenario's homes are not there.
    public mutating func serveFolder(_ path: String, start: [UInt8] = Array("/".utf8)) {
        files = .folder(path)
        for index in accounts.indices { accounts[index].home = start }
    }

    /// Lays the files of the scenario over a folder, which is only read.
    ///
    /// Whose home holds files of the scenario begins there, everybody else at `start`.
    public mutating func overlayFolder(_ path: String, start: [UInt8] = Array("/".utf8)) {
        guard case .memory(var tree) = files else { return }
        for index in accounts.indices {
            let home = accounts[index].home
            let below = home + [UInt8(ascii: "/")]
            guard !tree.nodes.contains(where: { $0.path.starts(with: below) }) else { continue }
            tree.nodes.removeAll { $0.path == home }
            accounts[index].home = start
        }
        files = .overlay(folder: path, tree)
    }
}
