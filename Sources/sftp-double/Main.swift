internal import ArgumentParser
internal import SFTPDouble

/// The command `sftp-double`.
@main
struct SFTPDoubleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sftp-double",
        abstract: "The SFTP server that fails on cue.",
        discussion: """
            Serves SFTP from memory or a folder, obeys JSON scenario files that inject status \
            codes, delays and broken connections, and keeps a journal of what the client did.
            """,
        version: Version.text,
        subcommands: [
            Serve.self, Stdio.self, Run.self, Check.self, Explain.self, Schema.self, Fuzz.self,
            Guard.self,
        ])

    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        PassedCommand.take(from: &arguments)
        main(arguments)
    }
}
