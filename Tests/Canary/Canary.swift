internal import Fuzzing

/// A worker process whose codec has a bug, for the tests of the fuzzer: `fuzz-canary BUG LIMITS…`.
@main
struct Canary {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let bug = arguments.first.flatMap(PlantedBug.init(rawValue:))
        var worker = FuzzWorker(target: BuggyTarget(bug: bug), arguments: arguments)
        worker.run()
    }
}
