internal import ArgumentParser
internal import Fuzzing
internal import SFTPWire

extension Fuzz {
    /// `sftp-double fuzz server`: wrong requests for a live server.
    struct Server: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a live server malformed requests and see what breaks.",
            usage: """
                sftp-double fuzz server [OPTION…] --stdio -- COMMAND…
                sftp-double fuzz server [OPTION…] --connect HOST:PORT
                """,
            discussion: """
                COMMAND speaks SFTP on its standard input and output, as sftp-server does. It is \
                started in an empty folder that is removed afterwards, as user nobody when this \
                runs as root, and must be the server itself, not a shell that runs it. It will be \
                told to change and remove files by made-up names: run it as a user who owns \
                nothing of value. --connect uses OpenSSH's ssh and works in the folder where the \
                login begins; the host key is not checked for this machine only.

                Each session begins and ends by making, reading back and removing a file. \
                Between, cases of the corpus and mutated conversations are sent. Found are: a \
                signal, an end without reason, silence, replies that do not decode, have no \
                request or come twice or not at all, replies of the wrong kind, and growing \
                memory. A finding is made small and written to --output as a corpus case whose \
                first line is the command that replays it. The exit status is 0 when nothing is \
                found, 1 when something is, 2 when the server cannot be used.
                """)

        @Flag(help: "Run the command after -- and speak SFTP over its pipes.")
        var stdio = false

        @Option(help: ArgumentHelp("A server on the network.", valueName: "host:port"))
        var connect: String?

        @Option(help: "User to log in as, with --connect.")
        var user = "demo"

        @Option(help: "Password to log in with, with --connect.")
        var password: String?

        @Option(help: ArgumentHelp("Private key to log in with.", valueName: "file"))
        var key: String?

        @Option(
            help: ArgumentHelp(
                "Corpus files, or folders with .hex files, to send and to mutate.",
                valueName: "path"))
        var corpus: [String] = []

        @Option(
            help: ArgumentHelp("How long to go on, such as 90s or 10m.", valueName: "duration"))
        var duration: String?

        @Option(help: ArgumentHelp("How many cases to send.", valueName: "count"))
        var cases: Int?

        @Option(help: "Seed of everything random.")
        var seed: UInt64 = 1

        @Option(help: ArgumentHelp("How many cases a session has.", valueName: "count"))
        var batch = 64

        @Option(
            help: ArgumentHelp(
                "How many sessions making one finding small may take.", valueName: "count"))
        var trials = 400

        @Option(
            help: ArgumentHelp(
                "How long a server may be silent before that is a hang.", valueName: "duration"))
        var timeout = "5s"

        @Option(
            help: ArgumentHelp(
                "How far its resident memory may grow in a session, MiB.", valueName: "MiB"))
        var memory = 128

        @Option(
            help: ArgumentHelp(
                """
                What it may do with malformed packets: answers, or may-exit (end, or say nothing).
                """, valueName: "profile"),
            transform: {
                guard let profile = ServerProfile(rawValue: $0) else {
                    throw ValidationError("--profile takes answers or may-exit, not \($0).")
                }
                return profile
            })
        var profile = ServerProfile.mayExit

        @Option(
            help: ArgumentHelp(
                "Speak this version only; may be repeated.", valueName: "version"))
        var version: [UInt32] = []

        @Option(help: ArgumentHelp("Write what is found here.", valueName: "folder"))
        var output: String?

        @Option(help: ArgumentHelp("Send this case only, and judge it.", valueName: "file"))
        var replay: String?

        @Flag(help: "With --replay: end the session with what was opened still open.")
        var leaveOpen = false

        @Option(
            help: ArgumentHelp("The largest file the server can make, MiB.", valueName: "MiB"))
        var fileSize = 16

        @Flag(help: "Run the command as root when this runs as root.")
        var asRoot = false

        func validate() throws {
            guard stdio != (connect != nil) else {
                throw ValidationError("Give either --stdio -- COMMAND… or --connect HOST:PORT.")
            }
            guard stdio != PassedCommand.words.isEmpty else {
                throw ValidationError(
                    stdio ? "No command: write -- and the server's." : "--connect takes no command."
                )
            }
            if let connect, ServerConnection.address(connect) == nil {
                throw ValidationError("--connect takes HOST:PORT, not \(connect).")
            }
            for (name, value, most) in [
                ("--batch", batch, 100_000), ("--memory", memory, 1 << 20),
                ("--file-size", fileSize, 1 << 20), ("--cases", cases ?? 1, Int.max),
                ("--trials", trials, 1_000_000),
            ] where value < 1 || value > most {
                throw ValidationError("\(name) takes a number of at least 1, not \(value).")
            }
            for number in version where ProtocolVersion(rawValue: number) == nil {
                throw ValidationError("--version takes 3, 4, 5 or 6, not \(number).")
            }
            _ = try seconds()
        }

        /// How long to go on, and how long the server may be silent.
        private func seconds() throws -> (run: Double, silence: Double) {
            let run = try duration.map { try OptionQuantity.seconds($0, option: "--duration") }
            let silence = try OptionQuantity.seconds(timeout, option: "--timeout")
            return (run ?? (cases == nil ? 60 : .infinity), silence)
        }

        func run() throws {
            try ServerFuzzRun(self, seconds: try seconds()).run()
        }
    }
}
