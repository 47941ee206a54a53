internal import SFTPFileSystem
public import Scenario

/// Somebody who may log in, as the scenario's `users` say.
public struct Account: Sendable {
    /// The user name.
    public var name: String
    /// The password; nil: none is right.
    public var password: String?
    /// Public keys in canonical text form, `type base64`.
    public var publicKeys: [String]
    /// The absolute path where the user begins.
    public var home: [UInt8]
    /// Numeric user; users are numbered from 1000 in the order of the scenario.
    public var uid: UInt32
    /// Numeric group, the same number.
    public var gid: UInt32
    /// How fast the user's connections are.
    public var throttle = ThrottleSpec()

    /// Makes an account.
    public init(
        name: String, password: String? = nil, publicKeys: [String] = [], home: [UInt8],
        uid: UInt32, gid: UInt32
    ) {
        self.name = name
        self.password = password
        self.publicKeys = publicKeys
        self.home = home
        self.uid = uid
        self.gid = gid
    }

    /// Whether the user has nothing to present, so that any method lets them in.
    var isOpen: Bool { password == nil && publicKeys.isEmpty }

    var owner: FileOwner { FileOwner(uid: uid, gid: gid) }
}
