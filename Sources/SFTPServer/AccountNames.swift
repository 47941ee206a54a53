/// Names of numeric users and groups, both ways: files know numbers, versions above 3 names.
public struct AccountNames: Sendable {
    private let users: [UInt32: [UInt8]]
    private let groups: [UInt32: [UInt8]]
    private let uids: [[UInt8]: UInt32]
    private let gids: [[UInt8]: UInt32]

    /// Makes the tables; an id without a name is shown as its number.
    public init(users: [UInt32: String] = [:], groups: [UInt32: String] = [:]) {
        self.users = users.mapValues { Array($0.utf8) }
        self.groups = groups.mapValues { Array($0.utf8) }
        uids = Self.reversed(self.users)
        gids = Self.reversed(self.groups)
    }

    /// Of several ids with one name the lowest has it.
    private static func reversed(_ names: [UInt32: [UInt8]]) -> [[UInt8]: UInt32] {
        Dictionary(names.map { ($0.value, $0.key) }, uniquingKeysWith: min)
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

/// Whom a name in a request stands for.
enum Principal: Equatable {
    /// The user or group with this number.
    case id(UInt32)
    /// A group where a user is wanted, or a user where a group is wanted.
    case wrongKind
    /// Nobody.
    case unknown
}

extension AccountNames {
    /// The user of an `owner` string: a name, `name@domain` or a number in digits.
    ///
    /// The draft (-13 section 7.5) lets the domain say whose name it is; one server has one
    /// set of names, so any domain is taken.
    func uid(of name: [UInt8]) -> Principal {
        Self.find(name, in: uids, besides: gids)
    }

    /// The group of a `group` string, likewise.
    func gid(of name: [UInt8]) -> Principal {
        Self.find(name, in: gids, besides: uids)
    }

    private static func find(
        _ name: [UInt8], in ids: [[UInt8]: UInt32], besides others: [[UInt8]: UInt32]
    ) -> Principal {
        if let id = ids[name] { return .id(id) }
        let end = name.lastIndex(of: UInt8(ascii: "@")) ?? name.endIndex
        let local = Array(name[..<end])
        if let id = ids[local] ?? number(local) { return .id(id) }
        return others[name] != nil || others[local] != nil ? .wrongKind : .unknown
    }

    /// The number of an id without a name, as it was sent out.
    private static func number(_ digits: [UInt8]) -> UInt32? {
        guard !digits.isEmpty, digits.count <= 10 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return UInt32(exactly: value)
    }
}
