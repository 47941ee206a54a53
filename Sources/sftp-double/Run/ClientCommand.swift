/// The client's command line with its placeholders.
struct ClientCommand: Sendable {
    /// What a client needs to know of one double.
    struct Target: Sendable {
        var host: String
        var port: UInt16
        var user: String
        var password: String
        /// File with a private key that the user may log in with.
        var key: String
        var knownHosts: String
        /// That of the first host key, as OpenSSH and PuTTY show it.
        var fingerprint: String
        /// The scenario's file.
        var scenario: String
        /// An empty folder for the client, removed afterwards.
        var folder: String
        /// A file with something to upload.
        var upload: String

        /// The placeholders, without braces, and what stands for them.
        var values: [(name: String, value: String)] {
            [
                ("host", host), ("port", String(port)), ("user", user), ("password", password),
                ("key", key), ("known_hosts", knownHosts), ("fingerprint", fingerprint),
                ("scenario", scenario), ("dir", folder), ("upload", upload),
            ]
        }

        /// The same as environment variables.
        var variables: [(name: String, value: String)] {
            values.map { ("SFTP_DOUBLE_" + $0.name.uppercased(), $0.value) }
        }
    }

    /// The program and its arguments.
    var words: [String]

    /// The words with every known placeholder replaced; other braces stay as they are.
    func words(for target: Target) -> [String] {
        words.map { word in
            var result = ""
            var rest = word[...]
            while let open = rest.firstIndex(of: "{") {
                result += rest[..<open]
                rest = rest[open...]
                let value = target.values.first { rest.hasPrefix("{\($0.name)}") }
                if let value {
                    result += value.value
                    rest = rest.dropFirst(value.name.count + 2)
                } else {
                    result.append("{")
                    rest = rest.dropFirst()
                }
            }
            return result + rest
        }
    }
}
