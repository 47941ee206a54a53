import StrictJSON

/// Several scenario files as one.
struct MergedDocument {
    var name: String?
    var description: String?
    var source: String?
    var seed: UInt64?
    var server = ServerDocument()
    var users: [UserDocument]?
    var principals = PrincipalsDocument()
    var files: [Named<FileDocument>] = []
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
            users = Self.merge(users ?? [], later, by: \.name)
        }
        if let later = document.principals { principals.merge(later) }
        files = Self.merge(files, document.files, by: \.name)
        states = Self.merge(states, document.states, by: \.name)
        rules += document.rules
        expectations += document.expectations
    }

    /// Both lists, without the earlier elements that have a later one's name.
    ///
    /// Names are compared by their bytes: a composed and a decomposed letter are two file names.
    static func merge<Element>(
        _ earlier: [Element], _ later: [Element], by name: (Element) -> String
    ) -> [Element] {
        let names = Set(later.map { Array(name($0).utf8) })
        return earlier.filter { !names.contains(Array(name($0).utf8)) } + later
    }
}
