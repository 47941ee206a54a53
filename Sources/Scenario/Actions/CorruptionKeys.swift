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
        let found = ways.filter { reader.has($0) }
        if found.count != 1 {
            if !reader.hasUnknownKeys {
                reader.node.error("corrupt needs exactly one of \"to\", \"xor\", \"flips\"")
            }
            return nil
        }
        if reader.has(bytes) {
            if !reader.has(at) { reader.error("\"to\" without \"at\"", at: bytes) }
            guard let start = reader.read(at), let bytes = reader.read(bytes) else { return nil }
            return .overwrite(at: start, bytes)
        }
        if reader.has(mask) {
            let start = reader.read(at)
            return reader.read(mask).map { .mask(at: start, $0) }
        }
        let seed = reader.read(seed)
        return reader.read(flips).map { .flips(count: $0, seed: seed) }
    }
}
