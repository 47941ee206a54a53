import StrictJSON

extension Kind where Value == IdentificationSpec {
    /// What a server says first: a line, or an object with more.
    static var identification: Kind {
        anyOf([
            plainLine.map { line in
                var spec = IdentificationSpec()
                spec.line = Array(line.utf8)
                return spec
            },
            .object("identification", IdentificationKeys.all) { reader in
                var spec = IdentificationSpec()
                spec.isAbsent = reader.read(IdentificationKeys.absent) ?? false
                spec.linesBefore = reader.read(IdentificationKeys.linesBefore)
                spec.line = reader.read(IdentificationKeys.line)
                spec.lineEnd = reader.read(IdentificationKeys.lineEnd)
                IdentificationKeys.check(spec, reader)
                return spec
            },
        ]).titled(
            "line that begins with SSH-2.0-, or object with absent, linesBefore, line, lineEnd")
    }

    /// A line every client takes.
    private static var plainLine: Kind<String> {
        Kind<String>(
            title: "string that begins with SSH-2.0-", types: [.string],
            schema: { _ in
                .schema(
                    type: "string", ("pattern", .string("^SSH-2\\.0-[ -~]+$")),
                    ("maxLength", .integer(253)))
            },
            read: { node in
                guard case .string(let text) = node.node.value, text.hasPrefix("SSH-2.0-"),
                    (9...253).contains(text.utf8.count),
                    text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
                else {
                    node.mismatch(
                        expected: "\"SSH-2.0-\" and 1 to 245 printable ASCII characters")
                    return nil
                }
                return text
            })
    }
}

/// The keys of an identification that is more than a line.
enum IdentificationKeys {
    /// What is said first has to fit into the sockets' buffers at once.
    private static let maximumByteCount = 65_536
    private static let maximumLineCount = 1_024

    static let absent = Key(
        "absent",
        Kind<Bool>.bool.map { value, node in
            if !value { node.error("\"absent\" is true or not there") }
            return value
        }, "Whether nothing is ever said: the connection stays open and silent.")
    static let linesBefore = Key(
        "linesBefore",
        Kind<[[UInt8]]>.array(of: .bytes, count: 1...maximumLineCount),
        "Lines of text before the identification line, each sent with CR LF "
            + "(RFC 4253 section 4.2).")
    static let line = Key(
        "line", Kind<[UInt8]>.bytes,
        "The line as it is sent, however long or wrong; clients can log in only if they take it "
            + "and it begins with SSH-2.0-.")
    static let lineEnd = Key(
        "lineEnd", Kind<[UInt8]>.bytes, "What ends the line; otherwise CR LF.")

    static let all: [any KeyDescriptor] = [absent, linesBefore, line, lineEnd]
    static let documented = [
        DocumentKey(absent, #""absent": true"#),
        DocumentKey(linesBefore, #""linesBefore": ["Authorised use only."]"#),
        DocumentKey(line, #""line": "SSH-2.0-""#),
        DocumentKey(lineEnd, #""lineEnd": "\n""#),
    ]

    /// Adds what is wrong with the parts together.
    static func check(_ spec: IdentificationSpec, _ reader: ObjectReader) {
        if reader.node.members?.isEmpty == true { reader.node.error("identification is empty") }
        if spec.isAbsent, reader.node.members?.count ?? 0 > 1 {
            reader.error("nothing is said, so there is nothing else to say", at: absent)
        }
        let lines = spec.linesBefore ?? []
        let count = lines.reduce(spec.line?.count ?? 0) { $0 + $1.count + 2 }
        if count + (spec.lineEnd?.count ?? 0) > maximumByteCount {
            reader.node.error("more than \(maximumByteCount) bytes before the key exchange")
        }
        for text in lines where text.starts(with: Array("SSH-".utf8)) {
            reader.error(
                "a line before that begins with SSH- is taken for the identification line",
                at: linesBefore)
        }
        for text in lines where text.contains(10) {
            reader.error("a line before contains a line feed; write two lines", at: linesBefore)
        }
        if let line = spec.line, !line.starts(with: Array("SSH-2.0-".utf8)) {
            reader.warning(
                "no client can log in: the line does not begin with SSH-2.0-", at: Self.line)
        }
    }
}
