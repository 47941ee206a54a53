internal import ArgumentParser
internal import SFTPDouble
internal import SFTPFileSystem
internal import Scenario

/// What `serve` and `stdio` have in common: scenario, files, journal.
struct DoubleOptions: ParsableArguments {
    @Argument(help: "Scenario files; several are merged in order.")
    var scenarios: [String] = []

    @Option(help: ArgumentHelp("Serve this folder instead of memory.", valueName: "folder"))
    var root: String?

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @Option(help: ArgumentHelp("File for the journal, JSON Lines.", valueName: "file"))
    var journal: String?

    @Option(help: "Seed of everything random; overrides the scenario's.")
    var seed: UInt64?

    /// Reads the scenarios; prints what is wrong with them and throws the exit status.
    func configuration() throws -> Configuration {
        var configuration = Configuration()
        configuration.accounts = [
            Account(
                name: "demo", password: "demo", publicKeys: [], home: Array("/home/demo".utf8),
                uid: 1000, gid: 1000)
        ]
        configuration.files = .memory(
            FileTree([
                .init(path: Array("/home/demo".utf8), entry: .directory, uid: 1000, gid: 1000)
            ]))
        if let root { configuration.files = .folder(root) }
        if readOnly { configuration.isReadOnly = true }
        configuration.journalFile = journal
        if let seed { configuration.seed = seed }
        return configuration
    }
}
