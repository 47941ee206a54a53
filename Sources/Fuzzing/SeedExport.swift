internal import SFTPWire

/// The corpus as libFuzzer takes it: a folder of binary seeds and a dictionary for each target.
public enum SeedExport {
    /// A file to write.
    public struct File: Equatable, Sendable {
        /// Its path below the folder of the export.
        public var path: String
        /// What is in it.
        public var bytes: [UInt8]
    }

    /// The seeds and the dictionary of each target that reads packets.
    ///
    /// Seeds longer than `longest` bytes are left out: libFuzzer would cut them.
    public static func files(_ cases: [CorpusFile], longest: Int = 4_096) -> [File] {
        var files: [File] = []
        for (index, file) in cases.enumerated() where file.bytes.count < longest {
            let bytes = LibFuzzer.bytes(FuzzInput(file))
            let name = "\(HexText.padded(index, to: 4))-\(file.slug)"
            files.append(File(path: "fuzz-\(file.direction.targetName)/\(name)", bytes: bytes))
            files.append(File(path: "fuzz-framer/\(name)", bytes: bytes))
        }
        for target in ["fuzz-requests", "fuzz-replies", "fuzz-framer"] {
            files.append(File(path: "\(target).dict", bytes: dictionary))
        }
        return files
    }

    /// What packets are made of, for libFuzzer's own mutator: types, words that limits are
    /// compared with, names of extensions.
    static var dictionary: [UInt8] {
        var lines: [String] = []
        for type in PacketType.allCases {
            lines.append(entry("type_\(type.rawValue)", [type.rawValue]))
        }
        for (index, word) in words.enumerated() {
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
            lines.append(entry("word_\(index)", bytes))
        }
        for (index, name) in ExtensionName.allCases.enumerated() {
            let text = Array(name.rawValue.utf8)
            let length = UInt32(clamping: text.count)
            let head = (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * $0)) }
            lines.append(entry("extension_\(index)", head + text))
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static let words: [UInt32] = [
        0, 1, 2, 255, 256, 257, 4_096, 32_768, 65_536, 262_144, 262_145, 0x7fff_ffff,
        0x8000_0000, 0xffff_fffc, 0xffff_ffff,
    ]

    private static func entry(_ name: String, _ bytes: [UInt8]) -> String {
        name + "=\"" + bytes.map { "\\x" + HexText.text([$0]) }.joined() + "\""
    }
}

extension CorpusFile {
    /// The name of its file without folder and ending.
    fileprivate var slug: Substring {
        let last = name.split(separator: "/").last ?? "case"
        return last.hasSuffix(".hex") ? last.dropLast(4) : last
    }
}

extension PacketType.Direction {
    fileprivate var targetName: String { self == .request ? "requests" : "replies" }
}
