extension Kind where Value == [UInt8] {
    /// Bytes: a string, which stands for its UTF-8, or `{"hex": "…"}`, or `{"base64": "…"}`.
    public static var bytes: Kind {
        anyOf(
            title: "string or bytes", [Kind<String>.string.map { Array($0.utf8) }, encodedBytes]
        ).defined(as: "bytes")
    }

    /// Bytes as `{"hex": "…"}` or `{"base64": "…"}` only.
    public static var encodedBytes: Kind {
        oneKey(
            "byte string",
            [
                Choice(
                    "hex", Kind<String>.hexText,
                    "Pairs of hexadecimal digits; spaces may stand between pairs."),
                Choice(
                    "base64", Kind<String>.base64Text,
                    "Base64 with padding (RFC 4648 section 4)."),
            ])
    }
}

extension Kind where Value == String {
    /// Bytes as pairs of hexadecimal digits.
    public static var hexText: Kind<[UInt8]> {
        Kind<[UInt8]>(
            title: "hexadecimal digits", types: [.string],
            schema: { _ in
                .schema(type: "string", ("pattern", .string("^( *[0-9A-Fa-f]{2})* *$")))
            },
            write: nil,
            read: { node in
                guard let text = node.stringValue(expected: "hexadecimal digits") else {
                    return nil
                }
                guard let bytes = ByteText.decodeHex(text) else {
                    node.error("expected pairs of hexadecimal digits, found \(node.found)")
                    return nil
                }
                return bytes
            })
    }

    /// Bytes as Base64 with padding (RFC 4648 section 4).
    public static var base64Text: Kind<[UInt8]> {
        Kind<[UInt8]>(
            title: "Base64 text", types: [.string],
            schema: { _ in
                .schema(
                    type: "string", ("contentEncoding", .string("base64")),
                    ("pattern", .string("^([0-9A-Za-z+/]{4})*([0-9A-Za-z+/]{2,3}={1,2})?$")))
            },
            write: nil,
            read: { node in
                guard let text = node.stringValue(expected: "Base64 text") else { return nil }
                guard let bytes = ByteText.decodeBase64(text) else {
                    node.error("expected Base64 with padding, found \(node.found)")
                    return nil
                }
                return bytes
            })
    }
}
