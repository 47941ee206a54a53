import StrictJSON

/// What a path has to be at the end, as a scenario file says it.
enum FileExpectationDocument {
    private static let path = Key(
        "file", Kind<[UInt8]>.absolutePath, required: true,
        "The path; alone it says that something has to be there.")
    private static let absent = Key(
        "absent", Kind<Bool>.onlyTrue, "There has to be nothing at that path.")
    private static let exists = Key(
        "exists", Kind<Bool>.onlyTrue, "There has to be something, whatever it is.")
    private static let content = Key("text", Kind<[UInt8]>.bytes, "The whole content.")
    private static let digest = Key(
        "sha256", digestKind, "The SHA-256 digest of the content, 64 hexadecimal digits.")
    private static let size = Key("size", Kind<UInt64>.size, "The size of the content.")
    private static let mode = Key(
        "mode", Kind<UInt32>.mode(0...0o7777), "The permission bits.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(path, #""file": "/home/alice/upload.bin""#),
        DocumentKey(absent, #""absent": true"#),
        DocumentKey(exists, #""exists": true"#),
        DocumentKey(content, #""text": "id,total\n1,10\n""#),
        DocumentKey(
            digest,
            #""sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae""#),
        DocumentKey(size, #""size": "1MiB""#),
        DocumentKey(mode, #""mode": "0640""#),
    ]

    /// Reads the object; nil only after an error was added.
    static func read(_ reader: ObjectReader) -> FileExpectation? {
        let isAbsent = reader.read(absent) != nil
        let isThere = reader.read(exists) != nil
        let content = reader.read(content)
        let digest = reader.read(digest)
        let size = reader.read(size)
        let mode = reader.read(mode)
        let others: [any KeyDescriptor] = [exists, Self.content, Self.digest, Self.size, Self.mode]
        if isAbsent {
            for key in others where reader.has(key) {
                reader.error("what is absent has no \"\(key.name)\"", at: key)
            }
        }
        if let content, let size, UInt64(content.count) != size {
            reader.error("the text has another size: \(content.count) bytes", at: Self.size)
        }
        guard let path = reader.read(path) else { return nil }
        return FileExpectation(
            path: path, exists: isThere || !isAbsent, content: content, digest: digest,
            size: size, permissions: mode)
    }

    private static let digestKind: Kind<[UInt8]> = Kind<String>.hexText.map { bytes, node in
        guard bytes.count == 32 else {
            node.error("a SHA-256 digest has 64 digits, this one \(bytes.count * 2)")
            return nil
        }
        return bytes
    }.titled("64 hexadecimal digits")
}
