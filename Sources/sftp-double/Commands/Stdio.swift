internal import ArgumentParser
internal import SFTPDouble
internal import Scenario

/// `sftp-double stdio`: one session on standard input and output.
struct Stdio: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Speak SFTP on standard input and output, as an sshd subsystem does.",
        discussion: """
            For sshd's "Subsystem sftp", OpenSSH's "sftp -D" and every client that runs a server \
            over pipes. The first user of the scenario is logged in. Rules on events of SSH and \
            TCP never act, which a warning says; what a rule of another event could do by SSH or \
            TCP only (a reset, re-keying, SSH_MSG_DISCONNECT) is refused.
            """)

    @OptionGroup var double: DoubleOptions

    func run() throws {
        Signals.blockEndings()
        // sshd starts a subsystem in the user's home, which is where clients expect to be.
        let configuration = try double.configuration { folder in
            folder == "/" ? Output.currentFolder() ?? Array("/".utf8) : Array("/".utf8)
        }
        let outcome: ExitStatus
        do throws(StartError) {
            let server = try StdioDouble(configuration)
            for remark in server.remarks { Output.error("sftp-double: warning: \(remark)") }
            Signals.onEnding { server.stop() }
            let (isOrderly, report) = try server.run()
            try double.publish(report)
            outcome =
                !report.isPassed ? .expectationFailed : isOrderly ? .success : .sessionBroken
        } catch {
            Output.error("sftp-double: \(error)")
            throw ExitStatus(error).exitCode
        }
        if outcome != .success { throw outcome.exitCode }
    }
}
