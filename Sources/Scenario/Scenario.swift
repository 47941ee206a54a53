/// What a test double is told to be: the merged content of its scenario files.
public struct Scenario: Sendable {
    /// The name, for the journal.
    public var name: String?
    /// What the server does, in a sentence or two.
    public var description: String?
    /// Where the behaviour was seen, a URL.
    public var source: String?
    /// The seed of everything that is random; nil: the server draws one and prints it.
    public var seed: UInt64?
    /// Settings of the server as a whole.
    public var server: ServerSpec
    /// Who may log in.
    public var users: [UserSpec]
    /// Users and groups that exist, those who log in among them.
    public var principals: PrincipalsSpec
    /// What is stored when the server starts; parents come before what lies in them.
    public var files: [FileSpec]
    /// The state machines.
    public var machines: [StateMachine]
    /// The rules, in the order of the files.
    public var rules: [Rule]
    /// What has to be true at the end.
    public var expectations: [JournalExpectation]

    /// Makes a scenario; without arguments it is what holds when no file is given.
    public init(
        name: String? = nil, description: String? = nil, source: String? = nil,
        seed: UInt64? = nil, server: ServerSpec = ServerSpec(),
        users: [UserSpec] = [.standard],
        principals: PrincipalsSpec = PrincipalsSpec(), files: [FileSpec] = [],
        machines: [StateMachine] = [], rules: [Rule] = [], expectations: [JournalExpectation] = []
    ) {
        self.name = name
        self.description = description
        self.source = source
        self.seed = seed
        self.server = server
        self.users = users
        self.principals = principals
        self.files = files
        self.machines = machines
        self.rules = rules
        self.expectations = expectations
    }
}
