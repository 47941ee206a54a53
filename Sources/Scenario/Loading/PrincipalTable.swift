import StrictJSON

/// The numbers of all users and groups a scenario knows.
struct PrincipalTable {
    /// The numbers of users, or of groups.
    struct Numbers {
        private(set) var byName: [String: UInt32] = ["root": 0]
        private(set) var byNumber: [UInt32: String] = [0: "root"]

        /// Adds a name; of two with one number the first is shown.
        mutating func add(_ name: String, _ number: UInt32) {
            byName[name] = number
            byNumber[number] = byNumber[number] ?? name
        }
    }

    /// Users.
    private(set) var users = Numbers()
    /// Groups.
    private(set) var groups = Numbers()

    /// The table of those who log in, whose group has their name, and of the others.
    init(_ users: [UserSpec], others: PrincipalsDocument, _ diagnostics: Diagnostics) {
        for user in users {
            self.users.add(user.name, user.uid)
            groups.add(user.name, user.gid)
        }
        Self.add(others.users, "user", to: &self.users, diagnostics)
        Self.add(others.groups, "group", to: &groups, diagnostics)
    }

    private static func add(
        _ entries: [Named<UInt32>], _ noun: String, to numbers: inout Numbers,
        _ diagnostics: Diagnostics
    ) {
        for entry in entries {
            let name = JSONText.quoted(Array(entry.name.utf8))
            if numbers.byName[entry.name] != nil {
                diagnostics.error("\(noun) \(name) is there already", at: entry.place)
            } else if let other = numbers.byNumber[entry.value] {
                diagnostics.error(
                    "\(noun) \(name) has the number of \(JSONText.quoted(Array(other.utf8)))",
                    at: entry.place)
            }
            numbers.add(entry.name, entry.value)
        }
    }

    /// The tables as sessions see them.
    var spec: PrincipalsSpec {
        PrincipalsSpec(users: users.byNumber, groups: groups.byNumber)
    }
}
