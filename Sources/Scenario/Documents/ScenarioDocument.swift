import StrictJSON

/// One scenario file as it was read, before files are merged and names looked up.
struct ScenarioDocument: Sendable {
    var name: String?
    var description: String?
    var source: String?
    var seed: UInt64?
    var includes: [PlacedName]
    var server: ServerDocument?
    var users: [UserDocument]?
    var principals: PrincipalsDocument?
    var files: [Named<FileDocument>]
    var states: [Named<StateDocument>]
    var rules: [RuleDocument]
    var expectations: [ExpectationDocument]

    private static let schema = Key(
        "$schema", Kind<String>.string, "Where editors find the schema; not read.")
    private static let version = Key(
        "version", versionKind, required: true, "The version of the language: 1.")
    private static let name = Key(
        "name", Kind<String>.nonEmptyString, "A name for the journal.")
    private static let description = Key(
        "description", Kind<String>.nonEmptyString,
        "What the server does, in a sentence or two.")
    private static let source = Key(
        "source", Kind<String>.nonEmptyString, "Where this was seen, as a URL.")
    private static let seed = Key(
        "seed", Kind<UInt64>.integer,
        "The seed of all that is random; otherwise one is drawn and printed.")
    private static let include = DefaultedKey(
        "include", Kind<[PlacedName]>.oneOrMore(.reference(to: "file")), default: [],
        "Files that are read before this one, by their path from its folder.")
    private static let server = Key(
        "server", ServerDocument.kind, "Settings of the server as a whole.")
    private static let users = Key(
        "users", UserDocument.list,
        "Who may log in; otherwise `demo` with the password `demo`.")
    private static let principals = Key(
        "principals", PrincipalsDocument.kind,
        "Users and groups that exist beside those who log in, for owners and ACLs; `root` is 0 in "
            + "both.")
    private static let files = DefaultedKey(
        "files", FileDocument.map, default: [],
        "What is stored at the start, by absolute path; missing parents are created.")
    private static let states = DefaultedKey(
        "states", Kind<[Named<StateDocument>]>.map("machine", of: StateDocument.kind),
        default: [], "State machines, by name.")
    private static let rules = DefaultedKey(
        "rules", Kind<[RuleDocument]>.array(of: RuleDocument.kind), default: [],
        "What goes wrong, and when; tried from top to bottom, the first that matches acts.")
    private static let expectations = DefaultedKey(
        "expect", Kind<[ExpectationDocument]>.array(of: ExpectationDocument.kind), default: [],
        "What has to be true when the server stops.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(schema, #""$schema": "../scenario.schema.json""#),
        DocumentKey(version, #""version": 1"#),
        DocumentKey(name, #""name": "quota-exceeded""#),
        DocumentKey(description, #""description": "The quota runs out after 1 MiB.""#),
        DocumentKey(source, #""source": "https://github.com/darkoperator/Posh-SSH/issues/563""#),
        DocumentKey(seed, #""seed": 7"#),
        DocumentKey(include, #""include": "../personalities/openssh.json""#),
        DocumentKey(server, #""server": {"readOnly": true}"#),
        DocumentKey(users, #""users": [{"name": "alice", "password": "wonder"}]"#),
        DocumentKey(principals, #""principals": {"groups": {"staff": 50}}"#),
        DocumentKey(files, #""files": {"/home/alice/a.txt": {"text": "hello"}}"#),
        DocumentKey(states, #""states": {"disk": {"initial": "ok"}}"#),
        DocumentKey(
            rules, #""rules": [{"on": "fileWrite", "do": {"status": "QUOTA_EXCEEDED"}}]"#),
        DocumentKey(expectations, #""expect": [{"event": "fileWrite"}]"#),
    ]

    /// The kind of a scenario file.
    static let kind = Kind<ScenarioDocument>.object("scenario", keys.map(\.key)) { reader in
        _ = reader.read(schema)
        _ = reader.read(version)
        return ScenarioDocument(
            name: reader.read(name), description: reader.read(description),
            source: reader.read(source), seed: reader.read(seed),
            includes: reader.read(include), server: reader.read(server),
            users: reader.read(users), principals: reader.read(principals),
            files: reader.read(files), states: reader.read(states),
            rules: reader.read(rules), expectations: reader.read(expectations))
    }

    private static let versionKind = Kind<Int>(
        title: "1", types: [.number],
        schema: { _ in .object([("const", .integer(1))]) },
        read: { node in
            guard case .number(let number) = node.node.value, number.integer(as: Int.self) == 1
            else {
                node.error("this program reads version 1, found \(node.found)")
                return nil
            }
            return 1
        })
}
