/// Who may log in, and how.
public struct UserSpec: Equatable, Sendable {
    /// The login name.
    public var name: String
    /// The password; nil: none is right.
    public var password: String?
    /// Public keys in OpenSSH's text form, `type base64 comment`.
    public var publicKeys: [String]
    /// The absolute path of the home directory, which is created.
    public var home: [UInt8]
    /// The number of the user.
    public var uid: UInt32
    /// The number of the user's group, which has the user's name.
    public var gid: UInt32
    /// How much the user may store.
    public var quota: QuotaSpec
    /// How fast the user's connections are.
    public var throttle = ThrottleSpec()
    /// The methods needed together, in order, each way in for itself; empty: as the server says.
    public var steps: [[AuthenticationMethod]] = []
    /// The rounds of keyboard-interactive.
    public var rounds: [PromptRound] = [.standard]
    /// Text shown before the first answer to this user, in the place of the server's.
    public var banner: String?
    /// Whether the password has to be changed before it is good.
    public var isPasswordExpired = false
    /// The folder the user sees as `/`.
    public var root: RootSpec?

    /// Makes a user; without a home it is `/home/` and the name.
    public init(
        name: String, password: String? = nil, publicKeys: [String] = [], home: [UInt8]? = nil,
        uid: UInt32 = firstNumber, gid: UInt32? = nil, quota: QuotaSpec = QuotaSpec()
    ) {
        self.name = name
        self.password = password
        self.publicKeys = publicKeys
        self.home = home ?? Array("/home/\(name)".utf8)
        self.uid = uid
        self.gid = gid ?? uid
        self.quota = quota
    }

    /// Where Debian begins to number people.
    public static let firstNumber: UInt32 = 1000

    /// The one user there is when no scenario names any: `demo`, password `demo`.
    public static let standard = UserSpec(name: "demo", password: "demo")
}

/// Limits of speed, in bytes per second; nil: none.
public struct ThrottleSpec: Equatable, Sendable {
    /// From the client.
    public var up: UInt64?
    /// To the client.
    public var down: UInt64?

    /// Makes limits.
    public init(up: UInt64? = nil, down: UInt64? = nil) {
        self.up = up
        self.down = down
    }
}

/// Users and groups that exist, by number; those who log in are among them.
public struct PrincipalsSpec: Equatable, Sendable {
    /// Users.
    public var users: [UInt32: String]
    /// Groups.
    public var groups: [UInt32: String]

    /// Makes the tables; without arguments there is only `root`, number 0.
    public init(users: [UInt32: String] = [0: "root"], groups: [UInt32: String] = [0: "root"]) {
        self.users = users
        self.groups = groups
    }
}
