internal import Fuzzing
internal import Glibc
internal import SFTPDouble
internal import Scenario
internal import StrictJSON
internal import SystemPackage

/// One run of a client against a fresh double, and what can be seen of it.
struct ClientTrial: Sendable {
    /// What was seen.
    struct Observation: Sendable {
        var ending: ClientProcess.Ending
        var output: String
        var seconds: Double
        var peakMemory: UInt64
        /// What appeared, changed or went outside of the target folder.
        var outside: [String]
        /// The files in the target folder.
        var fetched: [String: [UInt8]]
        /// What the double holds of the paths asked for; nil: no such file.
        var stored: [[UInt8]: [UInt8]?]
        /// Pairs of files that had to be equal and are not.
        var unequal: [String]
        /// How often each event came.
        var counts: [String: Int]
        /// Paths that were written to.
        var written: Set<[UInt8]>
        var version: UInt32

        /// Whether the client says that all went well.
        var isSuccess: Bool { ending == .exited(0) }
    }

    /// Why there was no run.
    enum Problem: Error {
        /// The scenario is wrong: what a reduction may well make of it.
        case invalid(String)
        /// The double or the client cannot be started.
        case notStarted(String)
    }

    /// A file of the client and one of the double that have to be equal in the end.
    struct Pair: Sendable {
        var local: String
        var remote: String
    }

    /// How many folders lie around the client's own, for names that lead upwards.
    private static let depth = 3

    var command: ClientCommand
    var program: FilePath
    var timeoutSeconds: Double
    /// Where the client may put what it fetches, with placeholders.
    var target: String
    var pairs: [Pair]
    var memoryLimit: UInt64
    var stop: StopSwitch

    /// Runs the client under this scenario.
    ///
    /// - Parameters:
    ///   - name: the file it was read from; what it includes lies beside that.
    ///   - paths: the stored files to take along; nil: those that were written.
    func run(
        _ text: String, name: String? = nil, paths: Set<[UInt8]>? = nil
    ) async throws(Problem) -> Observation {
        guard let folder = ScratchFolder(depth: Self.depth),
            let file = folder.write(text, to: "scenario.json")
        else { throw .notStarted("cannot make a folder for the client") }
        defer { folder.remove() }
        let configuration = try Self.configuration(text, name ?? file)
        let started = try Self.start(configuration, file, folder)
        let inside = ClientCommand(words: [target]).words(for: started.target)[0]
        Self.makeFolder(inside)
        let escapes = Self.escapes(text)
        for path in escapes { unlink(path) }
        let before = FolderSnapshot(folder.path, except: inside)
        let process = ClientProcess(
            words: command.words(for: started.target), variables: started.target.variables,
            timeoutSeconds: timeoutSeconds, stop: stop, folder: folder.work,
            memoryLimit: memoryLimit)
        let client = await process.run(program)
        _ = started.double.stop()
        if case .notStarted(let reason) = client.ending { throw .notStarted(reason) }
        var outside = FolderSnapshot(folder.path, except: inside).changes(since: before)
        for path in escapes where access(path, F_OK) == 0 {
            outside.append(path)
            unlink(path)
        }
        return observation(
            client, started, outside: outside, inside: inside, folder: folder, paths: paths)
    }

    private func observation(
        _ client: ClientProcess.Result, _ started: ClientDouble, outside: [String],
        inside: String, folder: ScratchFolder, paths: Set<[UInt8]>?
    ) -> Observation {
        var counts: [String: Int] = [:]
        var written: Set<[UInt8]> = []
        var version: UInt32 = 3
        for entry in started.double.journal.entries {
            counts[entry.kind.rawValue, default: 0] += 1
            if entry.kind == .fileWrite, let path = entry.path { written.insert(path) }
            if entry.kind == .fileRename, let path = entry.newPath { written.insert(path) }
            if entry.kind != .`init`, let spoken = entry.record.version { version = spoken }
        }
        var stored: [[UInt8]: [UInt8]?] = [:]
        for path in paths ?? written {
            stored[path] = started.double.storedBytes(at: path, atMost: FileContents.sizeLimit)
        }
        let unequal = pairs.filter { pair in
            let remote = started.double.storedBytes(
                at: Array(pair.remote.utf8), atMost: FileContents.sizeLimit)
            let words = ClientCommand(words: [pair.local]).words(for: started.target)
            let local = words[0].hasPrefix("/") ? words[0] : folder.work + "/" + words[0]
            return remote == nil || FileContents.file(local) != remote
        }
        return Observation(
            ending: client.ending, output: client.output.text, seconds: client.seconds,
            peakMemory: client.peakMemory, outside: outside,
            fetched: FileContents.files(in: inside), stored: stored,
            unequal: unequal.map { "\($0.local) and \($0.remote)" }, counts: counts,
            written: written, version: version)
    }

    /// Reads a drawn scenario as any other.
    static func configuration(
        _ text: String, _ file: String
    ) throws(Problem) -> Configuration {
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: file, text: text)],
            reading: { path in
                do throws(ScenarioFiles.Unreadable) {
                    return .success(try ScenarioFiles.read(path))
                } catch {
                    return .failure(ScenarioLoader.UnreadableFile(reason: error.reason))
                }
            })
        guard let scenario else {
            let errors = diagnostics.filter { $0.severity == .error }
            throw .invalid(errors.first?.render() ?? "the scenario is wrong")
        }
        do throws(StartError) {
            return try Configuration(scenario, drawnSeed: 1)
        } catch {
            throw .invalid(error.description)
        }
    }

    private static func start(
        _ configuration: Configuration, _ file: String, _ folder: ScratchFolder
    ) throws(Problem) -> ClientDouble {
        do throws(StartError) {
            return try ClientDouble(configuration, scenario: file, folder: folder)
        } catch {
            throw .notStarted(error.description)
        }
    }

    /// Makes the target folder, with those it lies in.
    private static func makeFolder(_ path: String) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            mkdir(made, 0o700)
        }
    }

    /// The absolute names in a scenario's listings that nobody may write to.
    static func escapes(_ text: String) -> [String] {
        text.split(separator: "\"").filter { $0.hasPrefix(ClientScenario.escapedPrefix) }
            .map { String($0) }
    }
}
