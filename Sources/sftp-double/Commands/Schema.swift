internal import ArgumentParser
internal import Scenario

/// `sftp-double schema`: the JSON Schema of scenario files, or their reference page.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of scenario files, or their reference page.")

    @Flag(help: "Print the reference page (Markdown) instead.")
    var reference = false

    func run() {
        Output.text(reference ? ScenarioReference.markdown : ScenarioSchema.text)
    }
}
