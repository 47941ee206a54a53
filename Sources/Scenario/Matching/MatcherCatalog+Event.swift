import SFTPWire
import StrictJSON

extension MatcherCatalog {
    /// One line per matcher that looks at a field of events only, which no record has.
    static let eventFields: [Matcher] = [
        Matcher(
            Key(
                "attributes", .attributeTest,
                "Which attributes the request carries or (STAT, from version 4 on) asks for, and "
                    + "their values; on getAttributes after, the values answered."),
            .attributes, example: #""attributes": {"lacks": "PERMISSIONS"}"#
        ) { $0.needs.isEmpty ? .attributes : .attributeValues },
        Matcher(
            .client, .pattern, example: #""client": "SSH-2.0-OpenSSH_*""#,
            "The client's identification line."
        ) { .text(.client, $0) },
        Matcher(
            .address, .pattern, example: #""address": "127.*""#, "The client's address."
        ) { .text(.address, $0) },
        Matcher(
            .port, .matcher(.integer(0...65_535), name: "ports"),
            example: #""port": {"atLeast": 1024}"#, "The client's TCP port."
        ) { .number(.port, $0) },
        Matcher(
            .elapsed, .matcher(.duration(0...UInt64.max), name: "durations"),
            example: #""elapsed": {"above": "2s"}"#,
            "How long ago the connection was accepted."
        ) { .number(.elapsed, $0) },
        Matcher(
            .openHandles, .matcher(.integer(0...UInt64.max), name: "numbers"),
            example: #""openHandles": {"atLeast": 10}"#, "How many handles the session has open."
        ) { .number(.openHandles, $0) },
        Matcher(
            .fileSize, .matcher(.size, name: "sizes"),
            example: #""fileSize": {"above": "1GiB"}"#,
            "The size of the file behind the path or handle, as it is at that moment."
        ) { .number(.fileSize, $0) },
        Matcher(
            .bytesRead, .byteTotals { .number(.bytesRead($0), $1) },
            example: #""bytesRead": {"connection": {"atLeast": "1MiB"}}"#,
            "Bytes read so far through the handle (as a plain test), by `path` or `connection`."
        ) { $0 },
        Matcher(
            .bytesWritten, .byteTotals { .number(.bytesWritten($0), $1) },
            example: #""bytesWritten": {"atLeast": "1MiB"}"#,
            "Bytes written so far through the handle (as a plain test), by `path` or "
                + "`connection`."
        ) { $0 },
        Matcher(
            .data, .dataTest, example: #""data": {"contains": "EICAR"}"#,
            "The block of WRITE, in the after phase that of READ, the payload of EXTENDED, or a "
                + "packet without its length."
        ) { .data($0) },
        Matcher(
            .sentPath, .pattern, example: #""sentPath": ".""#,
            "The path as the client sent it, relative or not."
        ) { .text(.sentPath, $0) },
        Matcher(
            .composePath, .pattern, example: #""composePath": "..""#,
            "A path that REALPATH of version 6 appends; one of them has to match."
        ) { .text(.composePath, $0) },
        Matcher(
            .attempt, .matcher(.integer(1...UInt64.max), name: "ordinals"),
            example: #""attempt": {"above": 3}"#,
            "The number of the authentication attempt of the connection, `none` counted."
        ) { .number(.attempt, $0) },
        Matcher(
            .service, .pattern, example: #""service": "ssh-connection""#,
            "The service an authentication attempt asks for."
        ) { .text(.service, $0) },
        Matcher(
            .password, .pattern, example: #""password": {"equals": "letmein"}"#,
            "The password presented."
        ) { .text(.password, $0) },
        Matcher(
            .publicKey, .pattern, example: #""publicKey": "ssh-ed25519 *""#,
            "The public key presented, as in an authorized_keys file without comment."
        ) { .text(.publicKey, $0) },
        Matcher(
            .keyAlgorithm, .pattern, example: #""keyAlgorithm": "ssh-rsa""#,
            "The algorithm of the public key."
        ) { .text(.keyAlgorithm, $0) },
        Matcher(
            .round, .matcher(.integer(1...UInt64.max), name: "ordinals"),
            example: #""round": 2"#, "The round of keyboard-interactive."
        ) { .number(.round, $0) },
        Matcher(
            .answer, .pattern, example: #""answer": "123456""#,
            "An answer of keyboard-interactive; one of the round has to match."
        ) { .text(.answer, $0) },
        Matcher(
            .remaining,
            Kind<[AuthenticationMethod]>.oneOrMore(.name("authentication method")),
            example: #""remaining": "password""#,
            "Authentication methods that may follow; all of these."
        ) { .remaining($0.map(\.rawValue)) },
    ]
}

extension Kind where Value == [UInt8] {
    /// Types of packets, by name or number.
    static var packetTypes: Kind<[UInt8]> {
        let one = Kind<UInt8>.anyOf([
            .name(
                "packet", PacketNames.table,
                otherNames: PacketNames.table.map { ("SSH_FXP_" + $0.name, $0.value) }),
            .integer,
        ]).titled("packet name or number")
        return .oneOrMore(one)
    }
}

extension Kind where Value == Condition {
    /// A test on a total: of the handle, or of what a key says.
    static func byteTotals(
        _ condition: @escaping @Sendable (ByteScope, NumberMatcher) -> Condition
    ) -> Kind {
        let sizes = Kind<NumberMatcher>.matcher(.size, name: "sizes")
        let sentences: [ByteScope: String] = [
            .handle: "Since the handle was opened.", .path: "To or from the path, by everybody.",
            .connection: "Over the connection.",
        ]
        return anyOf([
            sizes.map { condition(.handle, $0) },
            oneKey(
                "the total",
                ByteScope.allCases.map { scope in
                    Choice(
                        scope.rawValue, sizes.map { condition(scope, $0) },
                        sentences[scope] ?? "")
                }),
        ]).titled("size, array of them, bounds, or object with one of handle, path, connection")
    }
}

extension Kind where Value == DataTest {
    /// A test on bytes.
    static var dataTest: Kind {
        let prefix = Key("prefix", Kind<[UInt8]>.bytes, "What they begin with.")
        let contains = Key("contains", Kind<[UInt8]>.bytes, "What is in them somewhere.")
        let equals = Key("equals", Kind<[UInt8]>.bytes, "All of them.")
        let sha256 = Key("sha256", digest, "Their SHA-256, in hexadecimal.")
        return .object("the data", [prefix, contains, equals, sha256]) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("the data are empty") }
            return DataTest(
                prefix: reader.read(prefix), search: reader.read(contains).map { ByteSearch($0) },
                equals: reader.read(equals), sha256: reader.read(sha256), text: reader.node.text)
        }.titled("object with prefix, contains, equals, sha256").defined(as: "dataTest")
    }

    private static var digest: Kind<[UInt8]> {
        Kind<String>.hexText.map { bytes, node in
            guard bytes.count == 32 else {
                node.error("a SHA-256 has 64 hexadecimal digits, found \(2 * bytes.count)")
                return nil
            }
            return bytes
        }
    }
}
