import StrictJSON

/// The `server` object; keys that are absent leave what an earlier file said.
struct ServerDocument: Sendable {
    var banner: String?
    var isReadOnly: Bool?
    var authenticationMethods: [AuthenticationMethod]?
    var capacity: QuotaSpec?
    var authentication: AuthenticationDocument?
    var maximumSessions: Int?
    var transport = TransportDocument()
    var protocolDocument = ProtocolDocument()

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

    private static let authenticationKey = Key(
        "authentication", AuthenticationDocument.kind, "How clients log in.")
    private static let maxSessions = Key(
        "maxSessions", Kind<Int>.integer(1...64),
        "The session channels a connection may have open at a time; otherwise 64.")

    /// The keys, in the order of the reference.
    static let keys =
        [
            DocumentKey(banner, #""banner": "Authorised use only.\n""#),
            DocumentKey(readOnly, #""readOnly": true"#),
            DocumentKey(methods, #""authMethods": ["password"]"#),
            DocumentKey(capacity, #""capacity": "10MiB""#),
            DocumentKey(authenticationKey, #""authentication": {"maxAttempts": 3}"#),
            DocumentKey(maxSessions, #""maxSessions": 10"#),
        ] + TransportDocument.keys + ProtocolDocument.keys

    /// The kind of `server`.
    static let kind = Kind<ServerDocument>.object("server", keys.map(\.key)) { reader in
        ServerDocument(
            banner: reader.read(banner), isReadOnly: reader.read(readOnly),
            authenticationMethods: reader.read(methods), capacity: reader.read(capacity),
            authentication: reader.read(authenticationKey),
            maximumSessions: reader.read(maxSessions), transport: TransportDocument(reader),
            protocolDocument: ProtocolDocument(reader))
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: ServerDocument) {
        banner = later.banner ?? banner
        isReadOnly = later.isReadOnly ?? isReadOnly
        authenticationMethods = later.authenticationMethods ?? authenticationMethods
        capacity = later.capacity ?? capacity
        transport.merge(later.transport)
        if let later = later.authentication {
            var merged = authentication ?? later
            merged.merge(later)
            authentication = merged
        }
        maximumSessions = later.maximumSessions ?? maximumSessions
        protocolDocument.merge(later.protocolDocument)
    }

    /// The settings, with defaults where no file says anything.
    var spec: ServerSpec {
        var spec = ServerSpec(
            banner: banner, isReadOnly: isReadOnly ?? false,
            authenticationMethods: authenticationMethods ?? AuthenticationMethod.standard,
            protocolSpec: protocolDocument.spec, capacity: capacity ?? QuotaSpec())
        spec.transport = transport.spec
        spec.authentication = authentication?.spec ?? AuthenticationSpec()
        spec.listsMethodsInOrder = authenticationMethods != nil
        spec.maximumSessions = maximumSessions
        return spec
    }
}
