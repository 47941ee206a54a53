import StrictJSON

/// The keys of `corrupt`: what is changed in a block of a file.
enum CorruptionKeys {
    private static let at = Key(
        "at", Kind<UInt64>.size, "The offset in the file at which `to` or `xor` begins.")
    private static let bytes = Key(
        "to", Kind<[UInt8]>.bytes, "The bytes that stand at `at` in place of the file's.")
    private static let mask = Key(
        "xor", Kind<[UInt8]>.bytes,
        "The mask of an exclusive or: once at `at`, without `at` over and over.")
    private static let flips = Key(
        "flips", Kind<Int>.integer(1...4_096),
        "How many bits of each block are turned over, drawn from `seed` and the offset.")
    private static let seed = DefaultedKey(
        "seed", Kind<UInt64>.integer, default: 0, "What `flips` are drawn from.")

    /// The keys, in the order of the reference.
    static let documented = [
        DocumentKey(at, #""at": "1KiB""#),
        DocumentKey(bytes, #""to": "garbage""#),
        DocumentKey(mask, #""xor": {"hex": "ff"}"#),
        DocumentKey(flips, #""flips": 3"#),
        DocumentKey(seed, #""seed": 7"#),
    ]

    /// The kind of `corrupt`.
    static let kind = Kind<Corruption>.object(
        "corrupt", documented.map(\.key)
    ) { reader in
        let ways: [any KeyDescriptor] = [bytes, mask, flips]
        let start = reader.has(flips) ? nil : reader.read(at)
        let bytes = reader.read(bytes)
        let mask = reader.read(mask)
        let count = reader.read(flips)
        let seed = reader.has(flips) ? reader.read(seed) : 0
        guard ways.filter({ reader.has($0) }).count == 1 else {
            if !reader.hasUnknownKeys {
                reader.node.error("corrupt needs exactly one of \"to\", \"xor\", \"flips\"")
            }
            return nil
        }
        if let count { return .flips(count: count, seed: seed) }
        if let mask { return .mask(at: start, mask) }
        if reader.has(Self.bytes), !reader.has(at) {
            reader.error("\"to\" without \"at\"", at: Self.bytes)
        }
        guard let start, let bytes else { return nil }
        return .overwrite(at: start, bytes)
    }
}
