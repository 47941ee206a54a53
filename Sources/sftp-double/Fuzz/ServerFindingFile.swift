internal import Fuzzing
internal import SFTPWire

/// The file of a finding: a corpus case whose first line is the command that replays it.
struct ServerFindingFile {
    let finding: ServerFinding
    let folder: String
    /// The words with which the server is fuzzed again.
    let target: [String]
    let profile: ServerProfile

    /// Where it is written.
    var path: String { folder + "/" + name }

    /// The file's name: what was found, in letters that every file system has.
    private var name: String {
        var slug = ""
        for byte in "\(finding.violation.oracle.rawValue)-\(finding.violation.site)".utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39) ~= byte
            if isPlain {
                slug.unicodeScalars.append(scalar)
            } else if slug.last != "-" {
                slug.append("-")
            }
        }
        return slug.lowercased().prefix(80) + ".hex"
    }

    /// Its text without the last line feed: the command that replays it, and a corpus case.
    var text: String {
        let input = finding.input
        let bytes = input.bytes
        let verdicts = WireTarget().verdicts(
            chunks: bytes.isEmpty ? [] : [bytes[...]], direction: .request,
            version: input.version)
        let file = CorpusFile(
            name: path, what: Self.plain(finding.violation.description) + ".",
            seen: "measured on \(Self.plain(target.joined(separator: " ")))",
            direction: .request, version: input.version, expected: verdicts, bytes: bytes)
        var words = ["sftp-double", "fuzz", "server", "--replay", path]
        if finding.leavesHandlesOpen { words.append("--leave-open") }
        if profile != .mayExit { words += ["--profile", profile.rawValue] }
        let command = (words + target).map(Self.quoted).joined(separator: " ")
        return "# \(Self.plain(command))\n\(file.text.dropLast())"
    }

    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39) ~= byte || (0x41...0x5a) ~= byte || (0x61...0x7a) ~= byte
                || "-_./:=@,+".utf8.contains(byte)
        }
        if isPlain, !word.isEmpty { return word }
        var text = "'"
        for character in word {
            if character == "'" { text += "'\\''" } else { text.append(character) }
        }
        return text + "'"
    }
}
