internal import SFTPFileSystem
internal import SSHTransport
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
    /// The methods needed together, in order, each way in for itself; empty: as the server says.
    public var steps: [[AuthenticationMethod]] = []
    /// The rounds of keyboard-interactive.
    public var rounds: [PromptRound] = [.standard]
    /// Text shown before the first answer to this user.
    public var banner: String?
    /// Whether the password has to be changed before it is good.
    public var isPasswordExpired = false
    /// The folder the user sees as `/`.
    public var root: RootSpec?

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

    /// Where the home is in the files of the server.
    var storedHome: [UInt8] {
        guard let root, root.path != Array("/".utf8) else { return home }
        return home == Array("/".utf8) ? root.path : root.path + home
    }

    var owner: FileOwner { FileOwner(uid: uid, gid: gid) }
}
