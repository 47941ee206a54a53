import SFTPWire
import StrictJSON

/// A file as a scenario file says it; names of owners are looked up when all files are read.
struct FileDocument: Sendable {
    /// All but path, owner and group.
    let spec: FileSpec
    let owner: PlacedName?
    let group: PlacedName?

    private enum Filling: String, CaseIterable, Sendable {
        case zero, random
    }

    private static let text = Key("text", Kind<String>.string, "The content, as text.")
    private static let hex = Key(
        "hex", Kind<String>.hexText, "The content, as hexadecimal digits.")
    private static let base64 = Key("base64", Kind<String>.base64Text, "The content, as Base64.")
    private static let size = Key(
        "size", Kind<UInt64>.size(0...(1 << 62)), "The size of a file whose content is made up.")
    private static let content = DefaultedKey(
        "content", Kind<Filling>.name("content").titled("`zero` or `random`"), default: .zero,
        "With `size`: `zero` bytes, or `random` ones that depend on the seed.")
    private static let directory = Key("directory", Kind<Bool>.onlyTrue, "It is a directory.")
    private static let symlink = Key(
        "symlink", Kind<[UInt8]>.bytes, "It is a symbolic link with this target.")
    private static let grows = Key(
        "grows", GrowthDocument.kind,
        "How fast it grows by zeros from the start on, as whoever looks at it sees.")
    private static let mode = Key(
        "mode", Kind<UInt32>.mode(0...0o7777),
        "Permission bits; otherwise 0644, and 0755 for a directory.")
    private static let owner = Key(
        "owner", Kind<PlacedName>.reference(to: "user"),
        "Owner by name: one of `users` or `principals`.")
    private static let group = Key(
        "group", Kind<PlacedName>.reference(to: "group"),
        "Group by name: that of one of `users`, or one of `principals`.")
    private static let uid = Key("uid", Kind<UInt32>.integer, "Owner by number.")
    private static let gid = Key("gid", Kind<UInt32>.integer, "Group by number.")
    private static let accessTime = Key(
        "atime", Kind<Timestamp>.time, "Last access; otherwise as `mtime`.")
    private static let modifyTime = Key(
        "mtime", Kind<Timestamp>.time, "Last modification; otherwise when the server starts.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(text, #""text": "id,total\n1,10\n""#),
        DocumentKey(hex, #""hex": "89 50 4e 47""#),
        DocumentKey(base64, #""base64": "iVBORw==""#),
        DocumentKey(size, #""size": "1GiB""#),
        DocumentKey(content, #""content": "random""#),
        DocumentKey(directory, #""directory": true"#),
        DocumentKey(symlink, #""symlink": "in/report.csv""#),
        DocumentKey(grows, #""grows": {"rate": "64KiB/s", "by": "10MiB"}"#),
        DocumentKey(mode, #""mode": "0640""#),
        DocumentKey(owner, #""owner": "root""#),
        DocumentKey(group, #""group": "root""#),
        DocumentKey(uid, #""uid": 1000"#),
        DocumentKey(gid, #""gid": 100"#),
        DocumentKey(accessTime, #""atime": 0"#),
        DocumentKey(modifyTime, #""mtime": "2024-02-29T12:00:00Z""#),
        DocumentKey(AttributeKeys.createTime, #""createTime": "2024-02-29T12:00:00.25Z""#),
        DocumentKey(
            AttributeKeys.acl, #""acl": [{"who": "OWNER@", "rights": "READ_DATA"}]"#),
        DocumentKey(AttributeKeys.bits, #""bits": "HIDDEN""#),
        DocumentKey(AttributeKeys.mimeType, #""mimeType": "text/csv""#),
    ]

    /// The kind of one file; its path is filled in from the name it stands under.
    static let kind = Kind<FileDocument>.object("file", keys.map(\.key)) { reader in
        guard let content = contents(reader) else { return nil }
        var file = FileSpec(path: [], content: content)
        file.growth = reader.read(grows)
        switch content {
        case .directory, .symlink:
            if file.growth != nil { reader.error("only a file grows", at: grows) }
        case .bytes, .zeros, .random: break
        }
        file.permissions = reader.read(mode)
        file.uid = reader.read(uid)
        file.gid = reader.read(gid)
        file.accessTime = reader.read(accessTime)
        file.modifyTime = reader.read(modifyTime)
        file.createTime = reader.read(AttributeKeys.createTime)
        file.acl = reader.read(AttributeKeys.acl)
        file.bits = reader.read(AttributeKeys.bits)
        file.mimeType = reader.read(AttributeKeys.mimeType)
        if reader.has(owner), reader.has(uid) {
            reader.error("\"owner\" and \"uid\" exclude each other in a file", at: uid)
        }
        if reader.has(group), reader.has(gid) {
            reader.error("\"group\" and \"gid\" exclude each other in a file", at: gid)
        }
        return FileDocument(
            spec: file, owner: reader.read(owner), group: reader.read(group))
    }

    private static func contents(_ reader: ObjectReader) -> FileSpec.Content? {
        let forms: [any KeyDescriptor] = [text, hex, base64, size, directory, symlink]
        let found = forms.filter { reader.has($0) }.map { "\"\($0.name)\"" }
        if found.count > 1 {
            reader.node.error("\(found.joined(separator: " and ")) exclude each other in a file")
        } else if found.isEmpty, !reader.hasUnknownKeys {
            let names = forms.map { "\"\($0.name)\"" }.joined(separator: ", ")
            reader.node.error("a file needs one of the keys \(names)")
        }
        let bytes = [
            reader.read(text).map { Array($0.utf8) }, reader.read(hex), reader.read(base64),
        ].compactMap { $0 }.first
        if let bytes { return .bytes(bytes) }
        if reader.read(directory) == true { return .directory }
        if let target = reader.read(symlink) { return .symlink(target) }
        guard reader.has(size) else { return found.isEmpty ? .bytes([]) : nil }
        let filling = reader.read(content)
        return reader.read(size).map { filling == .zero ? .zeros(size: $0) : .random(size: $0) }
    }

    /// The kind of `files`.
    static let map = Kind<[Named<FileDocument>]>.map(
        "path", of: kind, check: AbsolutePath.problem)
}

/// How a file grows, as a scenario file says it.
enum GrowthDocument {
    /// A file of that size costs nothing, but a client that downloads it should come to an end.
    private static let usualMost: UInt64 = 1 << 30

    private static let rateKind = Kind<UInt64>.rate(1...(1 << 40)).refusingNumbers
    private static let rate = Key("rate", rateKind, required: true, "How fast.")
    private static let most = DefaultedKey(
        "by", Kind<UInt64>.size(1...(1 << 40)), default: usualMost,
        "By how many bytes at most; otherwise 1 GiB.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(rate, #""rate": "64KiB/s""#), DocumentKey(most, #""by": "10MiB""#),
    ]

    /// The kind of `grows`.
    static let kind = Kind<FileGrowth>.anyOf([
        rateKind.map { FileGrowth(bytesPerSecond: $0, mostBytes: usualMost) },
        .object("the growth", keys.map(\.key)) { reader in
            let most = reader.read(most)
            return reader.read(rate).map { FileGrowth(bytesPerSecond: $0, mostBytes: most) }
        },
    ]).titled("rate, or object with rate, by")
}
