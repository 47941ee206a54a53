internal import SFTPFileSystem
public import Scenario

/// Whose session it is.
public struct SessionIdentity: Sendable {
    /// Connection number, from 1.
    public var connection: Int
    /// The authenticated user.
    public var user: String
    /// Where relative paths begin.
    public var home: [UInt8]
    /// Numeric user of what the session creates.
    public var uid: UInt32
    /// Numeric group of what the session creates.
    public var gid: UInt32
    /// The number of the session within its connection, from 1.
    public var session = 1
    /// Who is at the other end.
    public var peer: EventPeer?
    /// When the connection was accepted, nanoseconds of the server's clock.
    public var connectedNanoseconds: UInt64 = 0
    /// The folder the user sees as `/`; nil: the real one.
    public var root: RootSpec?

    /// The user's name as the journal stores it.
    let userBytes: [UInt8]

    /// Makes an identity.
    public init(connection: Int, user: String, home: [UInt8], uid: UInt32, gid: UInt32) {
        userBytes = Array(user.utf8)
        self.connection = connection
        self.user = user
        self.home = home
        self.uid = uid
        self.gid = gid
    }

    /// Owner of what the session creates.
    var owner: FileOwner { FileOwner(uid: uid, gid: gid) }

    /// The files as the user sees them.
    func seen(_ files: any FileSystem) -> any FileSystem {
        root.map { RootedFileSystem(files, root: $0) } ?? files
    }
}
