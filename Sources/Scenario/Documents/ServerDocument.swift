import StrictJSON

/// The `server` object; keys that are absent leave what an earlier file said.
struct ServerDocument: Sendable {
    var banner: String?
    var readOnly: ReadOnlySpec?
    var authenticationMethods: [AuthenticationMethod]?
    var capacity: QuotaSpec?
    var quotas: [[UInt8]: QuotaSpec]?
    var authentication: AuthenticationDocument?
    var maximumSessions: Int?
    var transport = TransportDocument()
    var limits: LimitSpec?
    var quirks: QuirkSpec?
    var protocolDocument = ProtocolDocument()
    /// Where limits and quirks stand that may have answers of their own, by key.
    var answerPlaces: [String: Place] = [:]

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
    private static let quotas = Key(
        "quotas", QuotaDocument.ofFolders,
        "How much may lie in a folder and below it, by path, whoever's it is, whether the folder "
            + "is there yet, and what is there at the start included; beyond it OPEN, WRITE, "
            + "MKDIR and whatever else adds to it are answered QUOTA_EXCEEDED. What RENAME moves "
            + "there counts and is not refused.")

    private static let limits = Key(
        "limits", LimitsDocument.kind, "What clients may take of the server.")
    private static let quirks = Key(
        "quirks", QuirksDocument.kind, "Habits of real servers that no draft has.")
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
            DocumentKey(quotas, #""quotas": {"/home/demo/in": {"bytes": "64KiB", "files": 3}}"#),
            DocumentKey(limits, #""limits": {"openHandles": 256}"#),
            DocumentKey(quirks, #""quirks": {"writes": "sequential"}"#),
            DocumentKey(authenticationKey, #""authentication": {"maxAttempts": 3}"#),
            DocumentKey(maxSessions, #""maxSessions": 10"#),
        ] + TransportDocument.keys + ProtocolDocument.keys

    /// The kind of `server`.
    static let kind = Kind<ServerDocument>.object("server", keys.map(\.key)) { reader in
        ServerDocument(
            banner: reader.read(banner), readOnly: reader.read(readOnly),
            authenticationMethods: reader.read(methods), capacity: reader.read(capacity),
            quotas: reader.read(quotas),
            authentication: reader.read(authenticationKey),
            maximumSessions: reader.read(maxSessions), transport: TransportDocument(reader),
            limits: reader.read(limits), quirks: reader.read(quirks),
            protocolDocument: ProtocolDocument(reader),
            answerPlaces: StatusCodeCheck.places(in: [
                reader.placed(limits), reader.placed(quirks),
            ]))
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: ServerDocument) {
        banner = later.banner ?? banner
        readOnly = later.readOnly ?? readOnly
        authenticationMethods = later.authenticationMethods ?? authenticationMethods
        capacity = later.capacity ?? capacity
        if let later = later.quotas { quotas = (quotas ?? [:]).merging(later) { $1 } }
        transport.merge(later.transport)
        if let later = later.limits {
            limits = limits ?? LimitSpec()
            limits?.merge(later)
        }
        if let later = later.quirks {
            quirks = quirks ?? QuirkSpec()
            quirks?.merge(later)
        }
        if let later = later.authentication {
            var merged = authentication ?? later
            merged.merge(later)
            authentication = merged
        }
        maximumSessions = later.maximumSessions ?? maximumSessions
        protocolDocument.merge(later.protocolDocument)
        answerPlaces.merge(later.answerPlaces) { $1 }
    }

    /// The settings, with defaults where no file says anything.
    var spec: ServerSpec {
        var spec = ServerSpec(
            banner: banner,
            authenticationMethods: authenticationMethods ?? AuthenticationMethod.standard,
            protocolSpec: protocolDocument.spec, capacity: capacity ?? QuotaSpec())
        spec.quotas = quotas ?? [:]
        spec.readOnly = readOnly ?? .nothing
        spec.transport = transport.spec
        spec.limits = limits ?? LimitSpec()
        spec.quirks = quirks ?? QuirkSpec()
        spec.authentication = authentication?.spec ?? AuthenticationSpec()
        spec.listsMethodsInOrder = authenticationMethods != nil
        spec.maximumSessions = maximumSessions
        return spec
    }
}
