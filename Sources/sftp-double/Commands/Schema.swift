internal import ArgumentParser
internal import Scenario

/// `sftp-double schema`: the JSON Schema of scenario files.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of scenario files.")

    func run() {
        Output.text(ScenarioSchema.text)
    }
}
