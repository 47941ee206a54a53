internal import SFTPDouble
internal import Scenario
internal import StrictJSON

/// The results of a run over all scenarios: for people, and for programs.
struct RunReport {
    var command: [String]
    var results: [RunResult]

    /// Whether every scenario came to `ok`.
    var isPassed: Bool { results.allSatisfy { $0.verdict == .ok } }

    /// One line per scenario in columns, and a line with the sums.
    var table: String {
        let rows =
            [["scenario", "client", "result", "seconds"]]
            + results.map {
                [$0.scenario, $0.clientText, $0.verdict.rawValue, JUnitReport.seconds($0.seconds)]
            }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            let words = zip(row, widths).enumerated().map { column, entry in
                let spaces = String(repeating: " ", count: entry.1 - entry.0.count)
                return column == 3 ? spaces + entry.0 : entry.0 + spaces
            }
            return words.joined(separator: "  ")
        }
        lines.append(sums)
        return lines.joined(separator: "\n")
    }

    private var sums: String {
        let passed = results.count { $0.verdict == .ok }
        return "\(passed) of \(results.count) ok"
    }

    /// What went wrong, scenario by scenario, with the end of what the client printed.
    var details: String {
        var text = ""
        for result in results where result.verdict != .ok && result.verdict != .stopped {
            text += "\n\(result.scenario): \(result.summary ?? "")\n"
            if let report = result.report { text += Self.indented(report.text) }
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: true)
            if !lines.isEmpty {
                text += "  the client printed:\n"
                text += Self.indented(lines.suffix(5).joined(separator: "\n"), by: 4)
            }
        }
        return text
    }

    private static func indented(_ text: String, by count: Int = 2) -> String {
        let spaces = String(repeating: " ", count: count)
        return text.split(separator: "\n").map { spaces + Self.printable($0) + "\n" }.joined()
    }

    /// What a client printed may hold codes that change the terminal.
    private static func printable(_ line: Substring) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            let isControl =
                scalar.value < 0x20 && scalar.value != 9 || (0x7F...0x9F).contains(scalar.value)
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text
    }

    /// The JUnit report: a suite per scenario.
    var junit: JUnitReport { JUnitReport(suites: results.map(\.suite)) }

    /// One JSON object, for programs.
    var json: String {
        var writer = JSONWriter(style: .pretty)
        writer.beginObject()
        writer.field("version", 1)
        writer.field("kind", "run")
        writer.key("command")
        writer.beginArray()
        for word in command { writer.string(word) }
        writer.endArray()
        writer.field("passed", results.count { $0.verdict == .ok })
        writer.field("failed", results.count { $0.verdict != .ok })
        writer.key("scenarios")
        writer.beginArray()
        for result in results { Self.write(result, to: &writer) }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ result: RunResult, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("scenario", result.scenario)
        writer.field("result", result.verdict.rawValue)
        if let summary = result.summary { writer.field("problem", summary) }
        switch result.ending {
        case .exited(let code): writer.field("exitStatus", code)
        case .signaled(let number): writer.field("signal", number)
        case .timedOut, .tooLarge, .stopped, .notStarted, nil: break
        }
        writer.field("seconds", result.seconds)
        writer.field("output", result.output)
        if let report = result.report { write(report, to: &writer) }
        writer.endObject()
    }

    private static func write(_ report: VerificationReport, to writer: inout JSONWriter) {
        writer.key("expectations")
        writer.beginArray()
        for verdict in report.expectations {
            writer.beginObject()
            writer.field("text", verdict.text)
            writer.field("passed", verdict.failure == nil)
            if let failure = verdict.failure {
                writer.field("problem", failure.problem)
                write("details", failure.details, to: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("rules")
        writer.beginArray()
        for rule in report.rules {
            writer.beginObject()
            writer.field("name", rule.name)
            writer.field("count", rule.count)
            if rule.count == 0 { write("explanation", rule.explanation, to: &writer) }
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ key: String, _ lines: [String], to writer: inout JSONWriter) {
        writer.key(key)
        writer.beginArray()
        for line in lines { writer.string(line) }
        writer.endArray()
    }
}
