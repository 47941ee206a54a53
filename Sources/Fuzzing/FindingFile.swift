/// Writes what a run found as cases of the corpus, for `Corpus/regressions` and for replay.
public enum FindingFile {
    /// The file's name: promise, site and a hash of the bytes, so that runs do not overwrite
    /// each other's.
    public static func name(_ finding: Finding) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in finding.bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let words = "\(finding.promise.rawValue)-\(finding.site)".lowercased()
        var slug = ""
        for character in words {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            if isPlain { slug.append(character) } else if slug.last != "-" { slug.append("-") }
        }
        let digest = HexText.padded(Int(truncatingIfNeeded: hash >> 32), to: 8)
        return "\(slug.prefix(60))-\(digest).hex"
    }

    /// The case as text; `comments` stand below the directives.
    public static func text(_ finding: Finding, comments: [String]) -> String {
        let message = finding.message.split(separator: "\n").joined(separator: " ")
        let what = "\(finding.key): \(message)"
        var file = CorpusFile(
            name: "", what: what.hasSuffix(".") ? what : what + ".", seen: "here",
            direction: finding.direction, version: finding.version, expected: [],
            bytes: finding.bytes)
        file.isOpen = true
        guard let end = file.text.firstRange(of: "\n\n") else { return file.text }
        let lines = comments.map { "\n# " + $0 }.joined()
        return file.text[..<end.lowerBound] + lines + file.text[end.lowerBound...]
    }
}
