import StrictJSON

/// The `server` object; keys that are absent leave what an earlier file said.
struct ServerDocument: Sendable {
    var banner: String?
    var readOnly: ReadOnlySpec?
    var authenticationMethods: [AuthenticationMethod]?
    var capacity: QuotaSpec?
    var transport = TransportDocument()
    var limits: LimitSpec?
    var quirks: QuirkSpec?
    var protocolDocument = ProtocolDocument()

    private static let banner = Key(
        "banner", Kind<String>.nonEmptyString,
        "Text that clients show before they authenticate (RFC 4252 section 5.4).")
    private static let readOnly = Key(
        "readOnly", ReadOnlyDocument.kind,
        "Whether everything that would change a file is refused, or which paths, with what lies "
            + "in them, are not changed.")
    private static let methods = Key(
        "authMethods", Kind<[AuthenticationMethod]>.oneOrMore(.name("authentication method")),
        "The methods offered; otherwise publickey, password, keyboard-interactive.")
    private static let capacity = Key(
        "capacity", QuotaDocument.kind,
        "How much the server stores, what is there at the start included; beyond it writes are "
            + "answered NO_SPACE_ON_FILESYSTEM.")

    private static let limits = Key(
        "limits", LimitsDocument.kind, "What clients may take of the server.")
    private static let quirks = Key(
        "quirks", QuirksDocument.kind, "Habits of real servers that no draft has.")

    /// The keys, in the order of the reference.
    static let keys =
        [
            DocumentKey(banner, #""banner": "Authorised use only.\n""#),
            DocumentKey(readOnly, #""readOnly": true"#),
            DocumentKey(methods, #""authMethods": ["password"]"#),
            DocumentKey(capacity, #""capacity": "10MiB""#),
            DocumentKey(limits, #""limits": {"openHandles": 256}"#),
            DocumentKey(quirks, #""quirks": {"writes": "sequential"}"#),
        ] + TransportDocument.keys + ProtocolDocument.keys

    /// The kind of `server`.
    static let kind = Kind<ServerDocument>.object("server", keys.map(\.key)) { reader in
        ServerDocument(
            banner: reader.read(banner), readOnly: reader.read(readOnly),
            authenticationMethods: reader.read(methods), capacity: reader.read(capacity),
            transport: TransportDocument(reader), limits: reader.read(limits),
            quirks: reader.read(quirks), protocolDocument: ProtocolDocument(reader))
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: ServerDocument) {
        banner = later.banner ?? banner
        readOnly = later.readOnly ?? readOnly
        authenticationMethods = later.authenticationMethods ?? authenticationMethods
        capacity = later.capacity ?? capacity
        transport.merge(later.transport)
        if let later = later.limits {
            limits = limits ?? LimitSpec()
            limits?.merge(later)
        }
        if let later = later.quirks {
            quirks = quirks ?? QuirkSpec()
            quirks?.merge(later)
        }
        protocolDocument.merge(later.protocolDocument)
    }

    /// The settings, with defaults where no file says anything.
    var spec: ServerSpec {
        var spec = ServerSpec(
            banner: banner,
            authenticationMethods: authenticationMethods ?? AuthenticationMethod.standard,
            protocolSpec: protocolDocument.spec, capacity: capacity ?? QuotaSpec())
        spec.readOnly = readOnly ?? .nothing
        spec.transport = transport.spec
        spec.limits = limits ?? LimitSpec()
        spec.quirks = quirks ?? QuirkSpec()
        return spec
    }
}
