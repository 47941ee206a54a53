internal import SFTPFileSystem
internal import SFTPServer
internal import SFTPWire
internal import Scenario

extension ServerContext {
    /// Builds what all sessions share; throws one line that names what cannot be built.
    convenience init(_ configuration: Configuration) throws(StartError) {
        let engine = ScenarioEngine(
            rules: configuration.rules, machines: configuration.machines,
            seed: configuration.seed)
        let journal = Journal(
            scenarioName: configuration.name, seed: configuration.seed,
            rules: configuration.rules, machines: configuration.machines,
            expectations: configuration.expectations)
        var names = configuration.principals
        var homes: [String: [UInt8]] = [:]
        for account in configuration.accounts {
            names.users[account.uid] = names.users[account.uid] ?? account.name
            names.groups[account.gid] = names.groups[account.gid] ?? account.name
            homes[account.name] = account.home
        }
        var protocolSpec = configuration.protocolSpec
        if protocolSpec.vendorID == nil {
            let name = Array("sftp-double".utf8)
            protocolSpec.vendorID = VendorID(
                vendor: name, product: name, version: Array(Version.current.utf8), build: 0)
        }
        self.init(
            fileSystem: try Self.fileSystem(configuration), engine: engine, journal: journal,
            clock: ProcessClock(), wallSeconds: { SystemClock.now().seconds },
            accounts: AccountNames(users: names.users, groups: names.groups), homes: homes,
            protocolSpec: protocolSpec, seed: configuration.seed,
            restraints: configuration.restraints,
            userRestraints: configuration.userRestraints,
            growing: configuration.growing
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
                .map { GrowingFile(path: $0.key, growth: $0.value) },
            captureSink: try configuration.captureSink(),
            caller: try configuration.calloutCaller(),
            sessionSink: configuration.sessionSink)
    }

    private static func fileSystem(
        _ configuration: Configuration
    ) throws(StartError) -> any FileSystem {
        switch configuration.files {
        case .memory(let tree): return try inMemory(tree, over: nil, configuration)
        case .overlay(let folder, let tree):
            let lower: LowerFolder
            do throws(DiskRootError) {
                lower = try LowerFolder(folder)
            } catch {
                throw .root(error.description)
            }
            return try inMemory(tree, over: lower, configuration)
        case .folder(let path):
            do throws(DiskRootError) {
                return try DiskFileSystem(root: path, isReadOnly: configuration.isReadOnly)
            } catch {
                throw .root(error.description)
            }
        }
    }

    private static func inMemory(
        _ tree: FileTree, over lower: LowerFolder?, _ configuration: Configuration
    ) throws(StartError) -> InMemoryFileSystem {
        do throws(FileTreeError) {
            return try InMemoryFileSystem(
                tree, over: lower,
                configuration: .init(
                    quotas: configuration.quotas.mapValues { Quota($0) },
                    capacity: Quota(configuration.capacity),
                    isReadOnly: configuration.isReadOnly))
        } catch {
            let lines = error.problems.map { problem in
                let path = String(decoding: problem.path, as: UTF8.self)
                return "files: \(path): \(problem.reason.sentence)"
            }
            throw .scenario(lines.joined(separator: "\n"))
        }
    }
}

extension Configuration {
    /// What sessions keep to beyond the drafts; all changes are refused by the files themselves.
    fileprivate var restraints: RestraintSpec {
        RestraintSpec(
            limits: limits, quirks: quirks, readOnly: readOnly == .everything ? .nothing : readOnly)
    }

    /// The same for users who have limits of their own.
    fileprivate var userRestraints: [String: RestraintSpec] {
        var table: [String: RestraintSpec] = [:]
        for name in Set(userLimits.keys).union(userReadOnly.keys) {
            var spec = restraints
            if let limits = userLimits[name] { spec.limits.merge(limits) }
            spec.readOnly = spec.readOnly.union(userReadOnly[name] ?? .nothing)
            table[name] = spec
        }
        return table
    }
}

extension Quota {
    /// Takes over what a scenario says.
    fileprivate init(_ spec: QuotaSpec) {
        self.init(bytes: spec.bytes, files: spec.files)
    }
}
