import StrictJSON

/// The form of the absolute paths a scenario may name.
enum AbsolutePath {
    /// What is wrong with a path, or nil.
    static func problem(_ path: String) -> String? {
        let quoted = JSONText.quoted(Array(path.utf8))
        guard path.utf8.first == UInt8(ascii: "/") else { return "\(quoted) is not absolute" }
        guard path.utf8.count <= 4095 else { return "the path is longer than 4095 bytes" }
        guard !path.utf8.contains(0) else { return "\(quoted) has a NUL in it" }
        guard path != "/" else { return nil }
        for part in path.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            if part.isEmpty { return "\(quoted) has an empty part" }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
                return "\(quoted) has a dot part; write the path it means"
            }
        }
        return nil
    }
}

extension Kind where Value == [UInt8] {
    /// An absolute path without `.`, `..` and empty parts.
    static var absolutePath: Kind {
        Kind<String>.string.map { text, node in
            if let problem = AbsolutePath.problem(text) {
                node.error(problem)
                return nil
            }
            return Array(text.utf8)
        }.titled("absolute path")
    }
}
