internal import SFTPWire

/// The corpus as libFuzzer takes it: for each target a folder of binary seeds, a dictionary and
/// options.
public enum SeedExport {
    /// A file to write.
    public struct File: Equatable, Sendable {
        /// Its path below the folder of the export.
        public var path: String
        /// What is in it.
        public var bytes: [UInt8]
    }

    /// The targets that read packets, and the one that reads text.
    public static let packetTargets = [
        "fuzz-requests", "fuzz-replies", "fuzz-framer", "fuzz-session",
    ]
    /// The target that reads scenario files.
    public static let textTarget = "fuzz-json"

    /// The largest seed and the largest input, bytes: a path beyond its limit fits in; what longer
    /// ones would find is not worth the executions they cost.
    public static let longest = 4_608

    /// Everything that `fuzz export` writes.
    ///
    /// - Parameters:
    ///   - cases: the corpus; cases longer than `longest` are left out, libFuzzer would cut them.
    ///   - texts: scenario files, and whatever else is a seed for their reader.
    ///   - words: texts whose quoted words are worth trying too, such as the schema.
    public static func files(
        _ cases: [CorpusFile], texts: [[UInt8]] = [], words: [[UInt8]] = []
    ) -> [File] {
        var files: [File] = []
        for (index, file) in cases.enumerated() where file.bytes.count < longest {
            let seed = LibFuzzer.bytes(FuzzInput(file))
            let name = "\(HexText.padded(index, to: 4))-\(file.slug)"
            var targets = ["fuzz-\(file.direction == .request ? "requests" : "replies")"]
            if file.direction == .request { targets.append("fuzz-session") }
            for target in targets + ["fuzz-framer"] {
                files.append(File(path: "\(target)/\(name)", bytes: seed))
            }
        }
        for (index, seed) in (SessionSeeds.all + [SessionSeeds.burst]).enumerated() {
            files.append(
                File(path: "fuzz-session/session-\(HexText.padded(index, to: 2))", bytes: seed))
        }
        for (index, text) in texts.enumerated() where text.count <= longest {
            files.append(File(path: "\(textTarget)/\(HexText.padded(index, to: 4))", bytes: text))
        }
        for target in packetTargets {
            files.append(File(path: "\(target).dict", bytes: dictionary))
            files.append(options(target))
        }
        files.append(File(path: "\(textTarget).dict", bytes: textDictionary(texts + words)))
        files.append(options(textTarget))
        return files
    }

    /// libFuzzer's options as ClusterFuzz reads them; `CI/fuzz` gives them as arguments.
    private static func options(_ target: String) -> File {
        // An input takes milliseconds, but machines may be busy; no declared length may cost
        // memory.
        let text = """
            [libfuzzer]
            dict = \(target).dict
            malloc_limit_mb = 64
            max_len = \(longest)
            timeout = 25

            """
        return File(path: "\(target).options", bytes: Array(text.utf8))
    }

    /// What packets are made of, for libFuzzer's own mutator: types, words that limits are
    /// compared with, names of extensions, and the handles and names of a session.
    static var dictionary: [UInt8] {
        var lines: [String] = []
        for type in PacketType.allCases {
            lines.append(entry("type_\(type.rawValue)", [type.rawValue]))
        }
        for (index, word) in words.enumerated() {
            lines.append(entry("word_\(index)", bigEndian(word)))
        }
        for (index, name) in ExtensionName.allCases.enumerated() {
            lines.append(entry("extension_\(index)", string(Array(name.rawValue.utf8))))
        }
        for (index, word) in (FamiliarWords.handles + FamiliarWords.paths).enumerated() {
            lines.append(entry("familiar_\(index)", string(word)))
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The quoted words of JSON texts, each once, and what JSON is made of.
    static func textDictionary(_ texts: [[UInt8]]) -> [UInt8] {
        var words = Set(["{", "}", "[", "]", ":", ",", "null", "true", "-0", "1e9", "\\u0000"])
        for text in texts {
            // Every second piece between quotes is a word; escapes only make odd words.
            let pieces = text.split(
                separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            for piece in pieces where (2...32).contains(piece.count) {
                let word = String(decoding: piece, as: UTF8.self)
                if word.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { words.insert(word) }
            }
        }
        let lines = words.sorted().enumerated().map {
            entry("text_\($0.offset)", Array($0.element.utf8))
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static let words: [UInt32] = [
        0, 1, 2, 255, 256, 257, 4_096, 32_768, 65_536, 262_144, 262_145, 0x7fff_ffff,
        0x8000_0000, 0xffff_fffc, 0xffff_ffff,
    ]

    private static func string(_ text: [UInt8]) -> [UInt8] {
        bigEndian(UInt32(clamping: text.count)) + text
    }

    private static func bigEndian(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
    }

    private static func entry(_ name: String, _ bytes: [UInt8]) -> String {
        name + "=\"" + bytes.map { "\\x" + HexText.text([$0]) }.joined() + "\""
    }
}

extension CorpusFile {
    /// The name of its file without folder and ending.
    fileprivate var slug: String {
        let last = name.split(separator: "/").last ?? "case"
        // The streams of a conversation have a remark behind the name.
        return String(last.prefix { $0 != "." && $0 != " " })
    }
}
