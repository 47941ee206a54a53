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

    func run() throws {
        var isValid = true
        for group in merge ? [files] : files.map({ [$0] }) where !check(group) { isValid = false }
        if !isValid { throw ExitStatus.invalidInput.exitCode }
    }

    private func check(_ group: [String]) -> Bool {
        do throws(ScenarioFiles.Unreadable) {
            let (scenario, diagnostics) = try ScenarioFiles.load(group)
            for diagnostic in diagnostics.all { print(diagnostic) }
            if let omission = diagnostics.omission { Output.error(omission) }
            if scenario != nil { Output.line("\(group.joined(separator: " + ")): ok") }
            return scenario != nil
        } catch {
            Output.error("sftp-double: \(error.line)")
            return false
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
