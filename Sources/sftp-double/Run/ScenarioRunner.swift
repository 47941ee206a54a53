internal import SFTPDouble
internal import Synchronization
internal import SystemPackage

/// Points a client at one double per scenario, several at a time, and collects what came of it.
struct ScenarioRunner: Sendable {
    /// A scenario that was read and is sound.
    struct Entry: Sendable {
        var path: String
        var configuration: Configuration
    }

    var command: ClientCommand
    var program: FilePath
    var timeoutSeconds: Double
    var jobs: Int
    /// Whether nothing more is started once a scenario did not come to `ok`.
    var failsFast: Bool
    var stop: StopSwitch
    var progress: RunProgress

    /// Runs all; the results come in the order of the entries.
    func run(_ entries: [Entry]) async -> [RunResult] {
        var results = entries.map { RunResult(scenario: $0.path) }
        await withTaskGroup(of: (Int, RunResult).self) { group in
            var next = 0
            var isWanted = true
            while next < min(jobs, entries.count) {
                add(next, entries, &group)
                next += 1
            }
            for await (index, result) in group {
                results[index] = result
                progress.finished(result)
                if failsFast, result.verdict != .ok { isWanted = false }
                guard next < entries.count, isWanted, !stop.isSet else { continue }
                add(next, entries, &group)
                next += 1
            }
        }
        return results
    }

    private func add(
        _ index: Int, _ entries: [Entry], _ group: inout TaskGroup<(Int, RunResult)>
    ) {
        let entry = entries[index]
        progress.started(entry.path)
        group.addTask { (index, await self.run(entry)) }
    }

    private func run(_ entry: Entry) async -> RunResult {
        var result = RunResult(scenario: entry.path)
        guard let folder = ScratchFolder() else {
            result.problem = "cannot make a folder for the client"
            return result
        }
        defer { folder.remove() }
        do throws(StartError) {
            let started = try ClientDouble(
                entry.configuration, scenario: entry.path, folder: folder)
            let process = ClientProcess(
                words: command.words(for: started.target), variables: started.target.variables,
                timeoutSeconds: timeoutSeconds, stop: stop)
            let client = await process.run(program)
            result.ending = client.ending
            result.output = client.output.text
            result.seconds = client.seconds
            result.report = started.double.stop()
        } catch {
            result.problem = error.description
        }
        return result
    }
}

/// A line on a terminal that says how far a run has come.
final class RunProgress: Sendable {
    private struct State: Sendable {
        var finished = 0
        var failed = 0
    }

    private let total: Int
    private let isShown: Bool
    private let state = Mutex(State())

    /// `isShown` only where the line can be written over, on a terminal.
    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown
    }

    /// A scenario begins.
    func started(_ scenario: String) { show(scenario) }

    /// A scenario is over.
    func finished(_ result: RunResult) {
        state.withLock { state in
            state.finished += 1
            if result.verdict != .ok { state.failed += 1 }
        }
        show(result.scenario)
    }

    /// Takes the line away.
    func clear() {
        if isShown { Output.rawError("\r\u{1B}[K") }
    }

    private func show(_ scenario: String) {
        guard isShown else { return }
        let (finished, failed) = state.withLock { ($0.finished, $0.failed) }
        let failures = failed > 0 ? ", \(failed) not ok" : ""
        Output.rawError("\r\u{1B}[K[\(finished)/\(total)\(failures)] \(scenario)")
    }
}
