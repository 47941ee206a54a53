internal import ArgumentParser
internal import SFTPDouble
internal import Scenario
internal import StrictJSON

/// `sftp-double explain`: why rules acted on what a journal holds, or did not.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why rules acted on the records of a journal, or did not.",
        discussion: """
            Goes through the journal with the scenario it was written under, also while a double \
            still writes it. With --entry it says for one record which rule acted and, for each \
            other rule, which field was different, what its counter said, or which rule was \
            tried first. Without, it says for each rule on which records it acted, or what came \
            closest.
            """)

    @Option(help: ArgumentHelp("The journal, as --journal wrote it.", valueName: "file"))
    var journal: String

    @Option(help: ArgumentHelp("Number of the record, its n.", valueName: "number"))
    var entry: UInt64?

    @Argument(help: "The scenario files, as they were given to the double.")
    var scenarios: [String]

    func run() throws {
        let scenario = try loadScenario()
        let content = try readJournal(scenario.rules.map(\.name))
        for name in content.strangers {
            Output.error("sftp-double: the journal names \"\(name)\", which is no rule of these")
        }
        let replay = JournalReplay(
            rules: scenario.rules, machines: scenario.machines, seed: content.seed,
            entries: content.entries, dropped: content.dropped)
        guard let entry else {
            Output.text(Self.summary(replay, scenario.rules))
            return
        }
        guard let explanation = replay.explanation(of: entry) else {
            Output.error("sftp-double: the journal has no record \(entry)")
            throw ExitStatus.invalidInput.exitCode
        }
        Output.text(explanation.text)
    }

    private static func summary(_ replay: JournalReplay, _ rules: [Rule]) -> String {
        let actions = replay.actions
        let idle = rules.indices.filter { actions[$0].isEmpty }
        let closest = replay.closest(to: idle)
        var text = rules.isEmpty ? "there are no rules\n" : ""
        for (index, rule) in rules.enumerated() {
            let numbers = actions[index]
            guard !numbers.isEmpty else {
                text += "rule \"\(rule.name)\" did not act\n"
                text += (closest[index] ?? []).map { "  \($0)\n" }.joined()
                continue
            }
            let list = numbers.prefix(10).map { String($0) }.joined(separator: ", ")
            let more = numbers.count > 10 ? ", …" : ""
            text += "rule \"\(rule.name)\" acted \(numbers.count) "
            text += "\(numbers.count == 1 ? "time" : "times"): \(list)\(more)\n"
        }
        return text
    }

    private func loadScenario() throws -> Scenario {
        do throws(ScenarioFiles.Unreadable) {
            let (scenario, diagnostics) = try ScenarioFiles.load(scenarios)
            if let scenario { return scenario }
            for diagnostic in diagnostics.all { Output.error(diagnostic.render()) }
        } catch {
            Output.error("sftp-double: \(error.line)")
        }
        throw ExitStatus.invalidInput.exitCode
    }

    private func readJournal(_ rules: [String]) throws -> JournalReader.Content {
        do throws(ScenarioFiles.Unreadable) {
            let source = try ScenarioFiles.read(journal, sizeLimit: 1 << 30)
            do throws(JournalReader.Failure) {
                return try JournalReader.read(source.bytes, rules: rules)
            } catch {
                Output.error("sftp-double: \(journal): line \(error.line): \(error.problem)")
            }
        } catch {
            Output.error("sftp-double: \(error.line)")
        }
        throw ExitStatus.invalidInput.exitCode
    }
}
