import StrictJSON

/// The `server` object; keys that are absent leave what an earlier file said.
struct ServerDocument: Sendable {
    var identification: String?
    var banner: String?
    var isReadOnly: Bool?
    var authenticationMethods: [AuthenticationMethod]?
    var capacity: QuotaSpec?
    var protocolDocument = ProtocolDocument()

    private static let identification = Key(
        "identification", identificationKind,
        "The identification line; otherwise this program's own (RFC 4253 section 4.2).")
    private static let banner = Key(
        "banner", Kind<String>.nonEmptyString,
        "Text that clients show before they authenticate (RFC 4252 section 5.4).")
    private static let readOnly = Key(
        "readOnly", Kind<Bool>.bool,
        "Whether everything that would change a file is refused.")
    private static let methods = Key(
        "authMethods", Kind<[AuthenticationMethod]>.oneOrMore(.name("authentication method")),
        "The methods offered; otherwise publickey, password, keyboard-interactive.")
    private static let capacity = Key(
        "capacity", QuotaDocument.kind,
        "How much the server stores, what is there at the start included; beyond it writes are "
            + "answered NO_SPACE_ON_FILESYSTEM.")

    /// The keys, in the order of the reference.
    static let keys =
        [
            DocumentKey(identification, #""identification": "SSH-2.0-OpenSSH_9.2""#),
            DocumentKey(banner, #""banner": "Authorised use only.\n""#),
            DocumentKey(readOnly, #""readOnly": true"#),
            DocumentKey(methods, #""authMethods": ["password"]"#),
            DocumentKey(capacity, #""capacity": "10MiB""#),
        ] + ProtocolDocument.keys

    /// The kind of `server`.
    static let kind = Kind<ServerDocument>.object("server", keys.map(\.key)) { reader in
        ServerDocument(
            identification: reader.read(identification), banner: reader.read(banner),
            isReadOnly: reader.read(readOnly), authenticationMethods: reader.read(methods),
            capacity: reader.read(capacity), protocolDocument: ProtocolDocument(reader))
    }

    private static let identificationKind = Kind<String>(
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

    /// Takes over what `later` says.
    mutating func merge(_ later: ServerDocument) {
        identification = later.identification ?? identification
        banner = later.banner ?? banner
        isReadOnly = later.isReadOnly ?? isReadOnly
        authenticationMethods = later.authenticationMethods ?? authenticationMethods
        capacity = later.capacity ?? capacity
        protocolDocument.merge(later.protocolDocument)
    }

    /// The settings, with defaults where no file says anything.
    var spec: ServerSpec {
        ServerSpec(
            identification: identification, banner: banner, isReadOnly: isReadOnly ?? false,
            authenticationMethods: authenticationMethods ?? AuthenticationMethod.standard,
            protocolSpec: protocolDocument.spec, capacity: capacity ?? QuotaSpec())
    }
}
