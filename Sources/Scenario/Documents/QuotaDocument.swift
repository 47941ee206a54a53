import StrictJSON

/// A limit on what is stored, as a scenario file says it.
enum QuotaDocument {
    private static let bytes = Key("bytes", Kind<UInt64>.size, "Bytes; otherwise no limit.")
    private static let files = Key(
        "files", Kind<UInt64>.integer, "Files, directories and links; otherwise no limit.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(bytes, #""bytes": "2MiB""#), DocumentKey(files, #""files": 100"#),
    ]

    /// The kind of a limit.
    static let kind = Kind<QuotaSpec>.anyOf([
        Kind<UInt64>.size.refusingNumbers.map { QuotaSpec(bytes: $0) },
        .object("the limit", keys.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("the limit is empty") }
            return QuotaSpec(bytes: reader.read(bytes), files: reader.read(files))
        },
    ]).titled("size, or object with bytes, files").defined(as: "quota")

    /// The kind of limits by folder.
    static let ofFolders = Kind<[Named<QuotaSpec>]>.map(
        "path", of: kind, check: AbsolutePath.problem
    ).map { folders, node in
        if folders.isEmpty, node.members?.isEmpty == true { node.error("quotas is empty") }
        var quotas: [[UInt8]: QuotaSpec] = [:]
        for folder in folders { quotas[Array(folder.name.utf8)] = folder.value }
        return quotas
    }
}
