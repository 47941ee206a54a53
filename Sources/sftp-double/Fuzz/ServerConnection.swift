/// A server on the network, reached with OpenSSH's client: `ssh -s HOST sftp` speaks SFTP on its
/// standard input and output as a server's own program does.
struct ServerConnection {
    let host: String
    let port: UInt16
    let user: String
    let password: String?
    let key: String?

    /// Reads `HOST:PORT`, with brackets around the host where it has colons; nil when it is none.
    static func address(_ text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        // A host that looks like an option would be one.
        guard !host.isEmpty, host.first != "-" else { return nil }
        return (String(host), port)
    }

    /// The command line of the client.
    ///
    /// The host key is not checked on this machine only: elsewhere it has to be known already.
    var words: [String] {
        var options = [
            "LogLevel=ERROR", "ConnectTimeout=10", "NumberOfPasswordPrompts=1",
            "ControlPath=none", "ForwardAgent=no",
        ]
        if isLoopback {
            options += ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"]
        } else {
            options.append("StrictHostKeyChecking=yes")
        }
        options.append("BatchMode=\(password == nil ? "yes" : "no")")
        if password != nil { options.append("PubkeyAuthentication=no") }
        var words = ["ssh", "-F", "none", "-p", String(port), "-l", user]
        words += options.flatMap { ["-o", $0] }
        if let key { words += ["-o", "IdentitiesOnly=yes", "-i", key] }
        return words + ["-s", host, "sftp"]
    }

    /// What the client finds in its environment: a program that says the password.
    func variables(askProgram: String?) -> [(name: String, value: String)] {
        guard let password, let askProgram else { return [] }
        return [
            ("SSH_ASKPASS", askProgram), ("SSH_ASKPASS_REQUIRE", "force"),
            (Self.passwordVariable, password),
        ]
    }

    /// The text of the program that says the password; it holds none itself.
    static let askProgram = "#!/bin/sh\nprintf '%s\\n' \"$\(passwordVariable)\"\n"

    private static let passwordVariable = "SFTP_DOUBLE_PASSWORD"

    private var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
