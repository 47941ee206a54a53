internal import Fuzzing
internal import Glibc

/// How a run of the fuzzer goes, on one line of a terminal.
struct FuzzProgress {
    /// Only where a line can be written over.
    let isShown: Bool

    /// Writes the line anew.
    func show(_ report: FuzzReport) {
        guard isShown else { return }
        let line = "\(Self.seconds(report)) s  \(Self.numbers(report))"
        Output.rawError("\r\u{1B}[K\(line)")
    }

    /// Takes the line away.
    func clear() {
        if isShown { Output.rawError("\r\u{1B}[K") }
    }

    /// What the whole run did.
    static func summary(_ report: FuzzReport) -> [String] {
        let statistics = report.statistics
        return [
            "\(numbers(report)) in \(seconds(report)) s",
            "\(statistics.decodedCount) packets accepted, \(statistics.refusedCount) refused, "
                + "\(report.deathCount) workers died",
        ]
    }

    private static func numbers(_ report: FuzzReport) -> String {
        "\(report.statistics.caseCount) cases, \(Int(report.rate)) a second, "
            + "\(report.bugs.count) findings (met \(report.statistics.findingCount) times), "
            + "\(report.statistics.featureCount) features"
    }

    private static func seconds(_ report: FuzzReport) -> String {
        JUnitReport.seconds(report.elapsed / .seconds(1))
    }
}

/// The folder for what a run of the fuzzer finds; it is made with the first finding.
final class FindingFolder {
    private let path: String
    private let command: String
    /// Whether something could not be written.
    private(set) var hasFailed = false

    /// `command` is written into each file: it finds the same again.
    init(path: String, command: String) {
        self.path = path
        self.command = command
    }

    /// Writes a finding; returns lines that say what it is and how to replay it.
    func write(_ bug: FuzzReport.Bug) -> [String] {
        let file = "\(path)/\(FindingFile.name(bug.finding))"
        let replay = "sftp-double fuzz replay \(file)"
        let text = FindingFile.text(
            bug.finding,
            comments: ["found by: \(command), case \(bug.caseNumber)", "replay:   \(replay)"])
        let title = "finding: \(bug.finding.key): \(bug.finding.message)"
        mkdir(path, 0o755)
        // The writer adds the line feed at the end.
        guard Output.replaceFile(file, with: String(text.dropLast())) else {
            hasFailed = true
            return [title, "  cannot write \(file): \(String(cString: strerror(errno)))", text]
        }
        return [title, "  \(bug.finding.bytes.count) bytes; replay: \(replay)"]
    }
}
