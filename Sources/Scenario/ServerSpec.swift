/// Settings of the server as a whole.
public struct ServerSpec: Equatable, Sendable {
    /// The identification line without line end, such as `SSH-2.0-OpenSSH_9.2` (RFC 4253
    /// section 4.2); nil: the server's own.
    public var identification: String?
    /// Text shown before authentication (RFC 4252 section 5.4).
    public var banner: String?
    /// Whether everything that would change a file is refused.
    public var isReadOnly: Bool
    /// The authentication methods offered, in this order.
    public var authenticationMethods: [AuthenticationMethod]
    /// How SFTP is spoken.
    public var protocolSpec: ProtocolSpec

    /// Makes settings.
    public init(
        identification: String? = nil, banner: String? = nil, isReadOnly: Bool = false,
        authenticationMethods: [AuthenticationMethod] = AuthenticationMethod.standard,
        protocolSpec: ProtocolSpec = ProtocolSpec()
    ) {
        self.identification = identification
        self.banner = banner
        self.isReadOnly = isReadOnly
        self.authenticationMethods = authenticationMethods
        self.protocolSpec = protocolSpec
    }
}

/// An authentication method; the raw value is its name in SSH (RFC 4252, RFC 4256).
public enum AuthenticationMethod: String, CaseIterable, Sendable {
    /// No proof at all.
    case none
    /// A password.
    case password
    /// A signature by a key the user has.
    case publicKey = "publickey"
    /// Questions and answers; here one question, for the password.
    case keyboardInteractive = "keyboard-interactive"

    /// What is offered when the scenario does not say: all but `none`.
    public static let standard: [AuthenticationMethod] = [
        .publicKey, .password, .keyboardInteractive,
    ]
}

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

    /// Makes a user; without a home it is `/home/` and the name.
    public init(
        name: String, password: String? = nil, publicKeys: [String] = [], home: [UInt8]? = nil
    ) {
        self.name = name
        self.password = password
        self.publicKeys = publicKeys
        self.home = home ?? Array("/home/\(name)".utf8)
    }

    /// The one user there is when no scenario names any: `demo`, password `demo`.
    public static let standard = UserSpec(name: "demo", password: "demo")
}
