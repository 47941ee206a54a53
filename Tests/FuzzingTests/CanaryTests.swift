import Fuzzing
import Glibc
import SFTPWire
import Testing

@testable import fuzz_canary

extension WorkerCommand {
    /// A worker with a planted bug, or with none; a second of processor time for each case.
    static func canary(_ bug: PlantedBug?, seconds: Int = 1) -> WorkerCommand {
        WorkerCommand(
            program: TestProgram.folder + "/fuzz-canary", arguments: [bug?.rawValue ?? "none"],
            processorSeconds: seconds, memoryBytes: 256 << 20)
    }
}

enum TestProgram {
    /// The folder of this program, in which the canary lies too.
    static let folder: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let length = max(0, readlink("/proc/self/exe", &path, path.count - 1))
        let text = String(
            decoding: path.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
    }()
}

/// The harness can fail: bugs planted in the codec are found, whatever they do to the process.
@Suite(.serialized) struct CanaryTests {
    /// A bug, the folder of the corpus that shows it, and which of its cases do.
    private static let replays: [(PlantedBug, String, [String])] = [
        (
            .traps, "attributes",
            corpus.filter { $0.family == "attributes" && $0.expected.has(.countOverrun) }
                .map(\.name)
        ),
        (.hangs, "data", [corpusFolder + "/packets/data/empty.hex"]),
        (
            .believesCounts, "attributes",
            // The smaller counts are of less memory than the process may have.
            ["20000000", "40000000", "ffffffff-open", "ffffffff-setstat", "ffffffff"].map {
                "\(corpusFolder)/packets/attributes/count-\($0).hex"
            }
                + ["4-extended-count-ffffffff"].map {
                    "\(corpusFolder)/packets/attributes/v\($0).hex"
                }
        ),
    ]

    @Test(arguments: replays.indices)
    func `replay names each case that kills the parser, and replays the others`(
        index: Int
    ) throws {
        let (bug, folder, expected) = Self.replays[index]
        let path = "\(corpusFolder)/packets/\(folder)"
        // In a debug build 30,000 pairs, byte by byte, take most of a second.
        let report = try CorpusReplay.run(paths: [path], worker: .canary(bug, seconds: 5))
        #expect(report.caseCount == CorpusReplay.cases(at: [path]).cases.count)
        let failed = report.families.flatMap(\.cases).filter { !$0.failures.isEmpty }
        #expect(Set(failed.map(\.name)) == Set(expected))
        #expect(failed.allSatisfy { $0.failures[0].contains(bug.promise.rawValue) })
    }

    @Test func `replay says how much memory a case took`() throws {
        let path = corpusFolder + "/packets/data"
        let report = try CorpusReplay.run(paths: [path], worker: .canary(.believesLengths))
        let failure = try #require(report.failures.first { $0.contains("length-ffffffff") })
        #expect(failure.contains("boundedMemory in SSH_FXP_DATA: 17 bytes took at least 8"))
    }

    @Test func `a sound parser passes in a worker as it does here`() throws {
        let path = corpusFolder + "/packets/attributes"
        let report = try CorpusReplay.run(paths: [path], worker: .canary(nil, seconds: 10))
        #expect(report.isSuccess, "\(report.lines)")
        let fuzzed = try FuzzRun(
            FuzzPlan(seed: 1, caseCount: 1500), worker: .canary(nil, seconds: 10)
        ).run()
        #expect(fuzzed.bugs.isEmpty)
        #expect(fuzzed.deathCount == 0)
        #expect(fuzzed.statistics.caseCount == 1500)
    }

    /// Each bug is found within so many cases, with seeds of the corpus to begin from.
    private static let bound = 3000

    @Test(arguments: PlantedBug.allCases)
    func `run finds a planted bug within its bound and makes it small`(bug: PlantedBug) throws {
        var plan = FuzzPlan(seed: 1, caseCount: Self.bound)
        plan.seeds = corpus.map { FuzzInput($0) }
        plan.maximumFindingCount = 1
        plan.minimizingTime = .seconds(600)
        let report = try FuzzRun(plan, worker: .canary(bug)).run()
        let found = try #require(report.bugs.first, "\(report)")
        #expect(found.finding.promise == bug.promise)
        #expect(found.finding.bytes.count <= 64)
        // What was written replays: the same bug is met again.
        let folder = try TemporaryFolder()
        let text = FindingFile.text(found.finding, comments: ["found by: a test"])
        try folder.write(FindingFile.name(found.finding), text)
        let again = try CorpusReplay.run(paths: [folder.path], worker: .canary(bug))
        #expect(again.caseCount == 1)
        // A verdict that depends on the split differs from the one that was written, too.
        let words = [bug.promise.rawValue, bug == .losesSplitHeaders ? "byte by byte" : nil]
        let isTold = again.failures.contains { failure in
            words.contains { $0.map(failure.contains) == true }
        }
        #expect(isTold, "\(again)")
        let sound = try CorpusReplay.run(paths: [folder.path], worker: .canary(nil))
        #expect(sound.isSuccess, "\(sound.lines)")
    }

    @Test func `equal seeds find the same, and one bug is told once`() throws {
        func bugs() throws -> [FuzzReport.Bug] {
            var plan = FuzzPlan(seed: 4, caseCount: 600)
            plan.minimizingTime = .seconds(600)
            return try FuzzRun(plan, worker: .canary(.traps)).run().bugs
        }
        let first = try bugs()
        #expect(first.count == 1)
        #expect(try bugs().map(\.finding.bytes) == first.map(\.finding.bytes))
    }

    @Test func `a run that is stopped keeps what it has`() throws {
        var isStopped = false
        let run = FuzzRun(FuzzPlan(seed: 1), worker: .canary(.swapsIDs)) { isStopped }
        let report = try run.run { _ in isStopped = true }
        // Each type of packet is a site of its own.
        #expect(!report.bugs.isEmpty)
        #expect(report.statistics.caseCount > 0)
    }

    @Test func `a worker that cannot be started is an error`() {
        let nowhere = WorkerCommand(program: "/nonexistent/worker")
        #expect(throws: WorkerFailure.self) {
            try CorpusReplay.run(paths: [corpusFolder + "/packets/data"], worker: nowhere)
        }
        #expect(throws: WorkerFailure.self) {
            try FuzzRun(FuzzPlan(seed: 1, caseCount: 1), worker: nowhere).run()
        }
    }
}

extension [Verdict] {
    fileprivate func has(_ kind: WireError.Kind) -> Bool {
        contains { if case .error(let error) = $0 { error.kind == kind } else { false } }
    }
}
