/// Names of numeric users and groups, for long names and users-groups-by-id@openssh.com.
public struct AccountNames: Sendable {
    private let users: [UInt32: [UInt8]]
    private let groups: [UInt32: [UInt8]]

    /// Makes the tables; an id without a name is shown as its number.
    public init(users: [UInt32: String] = [:], groups: [UInt32: String] = [:]) {
        self.users = users.mapValues { Array($0.utf8) }
        self.groups = groups.mapValues { Array($0.utf8) }
    }

    /// The name of a user, or its number.
    func user(_ uid: UInt32) -> [UInt8] { users[uid] ?? Array(String(uid).utf8) }

    /// The name of a group, or its number.
    func group(_ gid: UInt32) -> [UInt8] { groups[gid] ?? Array(String(gid).utf8) }

    /// The name of a user, empty if it has none (users-groups-by-id@openssh.com).
    func userIfKnown(_ uid: UInt32) -> [UInt8] { users[uid] ?? [] }

    /// The name of a group, empty if it has none.
    func groupIfKnown(_ gid: UInt32) -> [UInt8] { groups[gid] ?? [] }
}
