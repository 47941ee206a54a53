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
            compile(node) { () throws(PatternError) in try BytePattern(glob: text) }
        }
    }

    private static var regex: Kind {
        Kind<String>.string.map { text, node in
            compile(node) { () throws(PatternError) in try BytePattern(regex: text) }
        }
    }

    private static func compile(
        _ node: PlacedNode, _ make: () throws(PatternError) -> BytePattern
    ) -> BytePattern? {
        do throws(PatternError) {
            return try make()
        } catch {
            node.error("\(error.message) (character \(error.character) of the pattern)")
            return nil
        }
    }
}
