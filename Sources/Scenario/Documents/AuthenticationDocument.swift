import StrictJSON

/// The object `server.authentication`; keys that are absent leave what an earlier file said.
struct AuthenticationDocument: Sendable {
    private var maximumAttempts: Int?
    private var steps: [[AuthenticationMethod]]?
    private var timeoutNanoseconds: UInt64?
    private var logsPasswords: Bool?

    private static let maxAttempts = Key(
        "maxAttempts", Kind<Int>.integer(1...1000),
        "Refused attempts of a connection after which it is ended, the initial `none` not "
            + "counted; otherwise there is no limit.")
    private static let stepsKey = Key(
        "steps", Steps.kind,
        "The methods that are needed together, in this order; an array for each way in.")
    private static let timeout = Key(
        "timeout", Kind<UInt64>.duration(1_000_000...3_600_000_000_000),
        "How long a client may take to log in, the waits of rules aside; otherwise 30 s.")
    private static let logPasswords = Key(
        "logPasswords", Kind<Bool>.bool,
        "Whether passwords and answers stand in the journal; otherwise they do not.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(maxAttempts, #""maxAttempts": 3"#),
        DocumentKey(stepsKey, #""steps": [["publickey", "password"]]"#),
        DocumentKey(timeout, #""timeout": "10s""#),
        DocumentKey(logPasswords, #""logPasswords": true"#),
    ]

    /// The kind of `authentication`.
    static let kind = Kind<AuthenticationDocument>.object("authentication", keys.map(\.key)) {
        reader in
        AuthenticationDocument(
            maximumAttempts: reader.read(maxAttempts), steps: reader.read(stepsKey),
            timeoutNanoseconds: reader.read(timeout), logsPasswords: reader.read(logPasswords))
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: AuthenticationDocument) {
        maximumAttempts = later.maximumAttempts ?? maximumAttempts
        steps = later.steps ?? steps
        timeoutNanoseconds = later.timeoutNanoseconds ?? timeoutNanoseconds
        logsPasswords = later.logsPasswords ?? logsPasswords
    }

    /// The settings, with defaults where no file says anything.
    var spec: AuthenticationSpec {
        AuthenticationSpec(
            maximumAttempts: maximumAttempts, steps: steps ?? [],
            timeoutNanoseconds: timeoutNanoseconds, logsPasswords: logsPasswords ?? false)
    }

    /// Ways in, each a list of methods.
    enum Steps {
        private static let step = Kind<AuthenticationMethod>.name("authentication method")
        private static let way = Kind<[AuthenticationMethod]>.array(of: step, count: 1...8)
        /// The kind of `steps`.
        static let kind = Kind<[[AuthenticationMethod]]>.array(of: way, count: 1...16)
            .map { ways, node in
                for (way, element) in zip(ways, node.elements ?? []) where way.contains(.none) {
                    element.error("\"none\" is no step: it proves nothing")
                }
                return ways
            }
    }
}
