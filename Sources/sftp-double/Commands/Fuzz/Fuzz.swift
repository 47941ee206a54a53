internal import ArgumentParser

/// `sftp-double fuzz`: the malformed-packet tools, one file for each command.
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Malformed packets: replay them, make them, look at them.",
        subcommands: [
            Client.self,
            Replay.self,
            Server.self,
            Show.self,
            Export.self,
        ])
}
