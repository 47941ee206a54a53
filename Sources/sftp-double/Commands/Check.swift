internal import ArgumentParser
internal import StrictJSON

/// `sftp-double check`: says what is wrong with scenario files.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with scenario files.",
        discussion: """
            Each file is checked alone unless --merge is given. Problems are printed with file, \
            line, column and what would be right; the exit status is 2 when there is an error.
            """)

    /// How problems are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "Scenario files.")
    var files: [String]

    @Flag(help: "Merge the files in order, as serve does, and check the whole.")
    var merge = false

    @Option(help: "How problems are printed: text, or json with one line per problem.")
    var format = Format.text

    @Option(
        help: ArgumentHelp("Write a JUnit report, a case per file.", valueName: "file"))
    var junit: String?

    func run() throws {
        let cases = (merge ? [files] : files.map { [$0] }).map { check($0) }
        let isValid = cases.allSatisfy { if case .passed = $0.outcome { true } else { false } }
        if let junit {
            let report = JUnitReport(suites: [.init(name: "sftp-double check", cases: cases)])
            guard report.write(to: junit) else {
                Output.error("sftp-double: cannot write the report \(junit)")
                throw ExitStatus.cannotWrite.exitCode
            }
        }
        if !isValid { throw ExitStatus.invalidInput.exitCode }
    }

    private func check(_ group: [String]) -> JUnitReport.Case {
        let name = group.joined(separator: " + ")
        do throws(ScenarioFiles.Unreadable) {
            let (scenario, diagnostics) = try ScenarioFiles.load(group)
            for diagnostic in diagnostics.all { print(diagnostic) }
            if let omission = diagnostics.omission { Output.error(omission) }
            if scenario != nil {
                Output.line("\(name): ok")
                return JUnitReport.Case(name: name, outcome: .passed)
            }
            let errors = diagnostics.all.filter { $0.severity == .error }
            return JUnitReport.Case(
                name: name,
                outcome: .failed(
                    errors.first?.headline ?? "the scenario is wrong", errors.map { $0.render() }))
        } catch {
            Output.error("sftp-double: \(error.line)")
            return JUnitReport.Case(name: name, outcome: .failed(error.line, []))
        }
    }

    private func print(_ diagnostic: Diagnostic) {
        switch format {
        case .text: Output.error(diagnostic.render())
        case .json:
            var writer = JSONWriter()
            diagnostic.write(to: &writer)
            Output.line(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}
