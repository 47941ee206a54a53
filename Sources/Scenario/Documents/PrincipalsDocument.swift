import StrictJSON

/// Users and groups that exist without being able to log in, as a scenario file says them.
struct PrincipalsDocument: Sendable {
    private(set) var users: [Named<UInt32>] = []
    private(set) var groups: [Named<UInt32>] = []

    private static let numbers = Kind<[Named<UInt32>]>.map(
        "name", of: .integer, check: PrincipalName.problem)
    private static let users = DefaultedKey(
        "users", numbers, default: [], "Users by name, with their number.")
    private static let groups = DefaultedKey(
        "groups", numbers, default: [], "Groups by name, with their number.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(users, #""users": {"www": 33}"#),
        DocumentKey(groups, #""groups": {"staff": 50}"#),
    ]

    /// The kind of `principals`.
    static let kind = Kind<PrincipalsDocument>.object("principals", keys.map(\.key)) { reader in
        var document = PrincipalsDocument()
        document.users = reader.read(users)
        document.groups = reader.read(groups)
        return document
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: PrincipalsDocument) {
        users = Self.merge(users, later.users)
        groups = Self.merge(groups, later.groups)
    }

    private static func merge(_ earlier: [Named<UInt32>], _ later: [Named<UInt32>])
        -> [Named<UInt32>]
    {
        MergedDocument.merge(earlier, later, by: \.name)
    }
}

/// The form of the names of users and groups.
enum PrincipalName {
    /// What is wrong with a name, or nil.
    static func problem(_ name: String) -> String? {
        if name.isEmpty { return "the name is empty" }
        return name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 }
            ? "a name has no slash and no control character" : nil
    }
}
