import StrictJSON

/// Several scenario files as one.
struct MergedDocument {
    var name: String?
    var description: String?
    var source: String?
    var seed: UInt64?
    var server = ServerDocument()
    var users: [UserSpec]?
    var files: [Named<FileSpec>] = []
    var states: [Named<StateDocument>] = []
    var rules: [RuleDocument] = []
    var expectations: [ExpectationDocument] = []

    /// Adds the next file.
    mutating func add(_ document: ScenarioDocument) {
        name = document.name ?? name
        description = document.description ?? description
        source = document.source ?? source
        seed = document.seed ?? seed
        if let later = document.server { server.merge(later) }
        if let later = document.users {
            users = Self.merge(users ?? [], later) { $0.name == $1.name }
        }
        files = Self.merge(files, document.files) { $0.name == $1.name }
        states = Self.merge(states, document.states) { $0.name == $1.name }
        rules += document.rules
        expectations += document.expectations
    }

    private static func merge<Element>(
        _ earlier: [Element], _ later: [Element], _ isSame: (Element, Element) -> Bool
    ) -> [Element] {
        earlier.filter { old in !later.contains { isSame(old, $0) } } + later
    }
}
