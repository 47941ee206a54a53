import StrictJSON

/// What a user says about logging in beside a password and keys.
struct UserLoginDocument: Sendable {
    private var steps: [[AuthenticationMethod]]?
    private var rounds: [PromptRound]?
    private var banner: String?
    private var isPasswordExpired: Bool?
    private var root: [UInt8]?
    private var isJail: Bool?

    private static let stepsKey = Key(
        "steps", AuthenticationDocument.Steps.kind,
        "The methods this user needs together, in this order; an array for each way in.")
    private static let prompts = Key(
        "prompts", PromptsDocument.rounds,
        "The rounds of keyboard-interactive; otherwise one with one question, for the password.")
    private static let bannerKey = Key(
        "banner", Kind<String>.nonEmptyString,
        "Text shown before the first answer to this user, in the place of the server's.")
    private static let passwordExpired = Key(
        "passwordExpired", Kind<Bool>.bool,
        "Whether the password is good only after it was changed (RFC 4252 section 8).")
    private static let rootKey = Key(
        "root", Kind<[UInt8]>.absolutePath,
        "The folder the user sees as `/`, which is created; `home` lies in it.")
    private static let jail = Key(
        "jail", Kind<Bool>.bool,
        "Whether symbolic links lead nowhere else than below `root`, either; otherwise true.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(stepsKey, #""steps": [["publickey", "password"]]"#),
        DocumentKey(prompts, #""prompts": [{"prompts": ["Password: "]}]"#),
        DocumentKey(bannerKey, #""banner": "Hello, Alice.\n""#),
        DocumentKey(passwordExpired, #""passwordExpired": true"#),
        DocumentKey(rootKey, #""root": "/srv/alice""#),
        DocumentKey(jail, #""root": "/srv/alice", "jail": false"#),
    ]

    /// Nothing said.
    init() {}

    /// Reads the keys of a user.
    init(_ reader: ObjectReader) {
        steps = reader.read(Self.stepsKey)
        rounds = reader.read(Self.prompts)
        banner = reader.read(Self.bannerKey)
        isPasswordExpired = reader.read(Self.passwordExpired)
        root = reader.read(Self.rootKey)
        // Without a root the key is left unread, and so has no effect here.
        if root != nil { isJail = reader.read(Self.jail) }
    }

    /// Adds it to a user.
    func apply(to spec: inout UserSpec) {
        spec.steps = steps ?? []
        spec.rounds = rounds ?? spec.rounds
        spec.banner = banner
        spec.isPasswordExpired = isPasswordExpired ?? false
        spec.root = root.map { RootSpec(path: $0, isJail: isJail ?? true) }
    }
}
