import StrictJSON

extension Kind where Value == BytePattern {
    /// A glob, or `{"regex"}`, `{"equals"}`, `{"bytes"}`.
    static var pattern: Kind {
        anyOf([
            glob,
            oneKey(
                "the pattern",
                [
                    Choice(
                        "regex", regex,
                        "A regular expression over bytes that may match anywhere in the text."),
                    Choice(
                        "equals", Kind<[UInt8]>.bytes.map { BytePattern(exactly: $0) },
                        "The text itself, no character in it being special."),
                    Choice(
                        "bytes",
                        Kind<[UInt8]>.encodedBytes.map { BytePattern(exactly: $0) },
                        "The text itself, for texts that are not UTF-8."),
                ]),
        ]).titled("glob, or object with one of regex, equals, bytes").defined(as: "pattern")
    }

    private static var glob: Kind {
        Kind<String>.string.map { text, node in
            compile(node) { (isQuick) throws(PatternError) in
                try BytePattern(glob: text, isQuick: isQuick)
            }
        }
    }

    private static var regex: Kind {
        Kind<String>.string.map { text, node in
            compile(node) { (isQuick) throws(PatternError) in
                try BytePattern(regex: text, isQuick: isQuick)
            }
        }
    }

    /// Compiles a pattern; when half the memory is taken, slower to match but smaller.
    private static func compile(
        _ node: PlacedNode, _ make: (_ isQuick: Bool) throws(PatternError) -> BytePattern
    ) -> BytePattern? {
        do throws(PatternError) {
            let pattern = try make(node.diagnostics.memoryLeft > Diagnostics.memoryLimit / 2)
            guard node.diagnostics.takeMemory(pattern.byteCount) else {
                let limit = Diagnostics.memoryLimit >> 20
                node.error("the patterns of the scenario need more than \(limit) MiB")
                return nil
            }
            return pattern
        } catch {
            node.error("\(error.message) (character \(error.character) of the pattern)")
            return nil
        }
    }
}
