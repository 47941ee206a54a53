import StrictJSON

/// A user as a scenario file says it; numbers that are not given depend on the other users.
struct UserDocument: Sendable {
    let name: String
    private let password: String?
    private let publicKeys: [String]
    private let home: [UInt8]?
    private let uid: UInt32?
    private let gid: UInt32?
    private let quota: QuotaSpec?
    private let throttle: ThrottleSpec?
    let limits: LimitSpec?
    private let readOnly: ReadOnlySpec?
    private var login = UserLoginDocument()
    /// Where limits stand that may have answers of their own, by key.
    var answerPlaces: [String: Place] = [:]

    private static let userName = Kind<PlacedName>.reference(to: "user").map { name, node in
        if let problem = PrincipalName.problem(name.text) { node.error(problem) }
        return name
    }.titled("string")

    private static let publicKey = Kind<String>.string.map { line, node -> String? in
        let words = line.split(separator: " ")
        guard words.count >= 2, words[0].contains("-"), words[1].hasPrefix("AAAA") else {
            node.error(
                "expected a public key such as \"ssh-ed25519 AAAA…\", found \(node.found)")
            return nil
        }
        return line
    }.titled("OpenSSH public key")

    private static let name = Key("name", userName, required: true, "The login name.")
    private static let password = Key(
        "password", Kind<String>.string,
        "The right password, and the right answer to keyboard-interactive; otherwise none is.")
    private static let publicKeys = DefaultedKey(
        "publicKeys", Kind<[String]>.array(of: publicKey), default: [],
        "Keys that may log in, as lines of `authorized_keys`.")
    private static let home = Key(
        "home", Kind<[UInt8]>.absolutePath,
        "The home directory, which is created; otherwise `/home/` and the name.")
    private static let uid = Key(
        "uid", Kind<UInt32>.integer,
        "The user's number; otherwise 1000 for the first user, 1001 for the second, and so on.")
    private static let gid = Key(
        "gid", Kind<UInt32>.integer,
        "The number of the user's group, which has the user's name; otherwise as `uid`.")
    private static let quota = Key(
        "quota", QuotaDocument.kind,
        "How much the user may store, what is there at the start included; beyond it writes are "
            + "answered QUOTA_EXCEEDED.")
    private static let throttle = Key(
        "throttle", ThrottleDocument.kind,
        "Bytes per second on each connection of the user: of both directions, or of each.")

    private static let limits = Key(
        "limits", LimitsDocument.kind,
        "What the user may take of the server, where that is not what `server` says.")
    private static let readOnly = Key(
        "readOnly", ReadOnlyDocument.kind,
        "Whether the user may change nothing, or which paths, with what lies in them, the user "
            + "may not change.")

    /// The keys, in the order of the reference.
    static let keys =
        [
            DocumentKey(name, #""name": "alice""#),
            DocumentKey(password, #""password": "wonder""#),
            DocumentKey(publicKeys, #""publicKeys": ["ssh-ed25519 AAAAC3Nza… alice@laptop"]"#),
            DocumentKey(home, #""home": "/srv/alice""#),
            DocumentKey(uid, #""uid": 501"#),
            DocumentKey(gid, #""gid": 20"#),
            DocumentKey(quota, #""quota": "2MiB""#),
            DocumentKey(throttle, #""throttle": {"up": "1MiB", "down": "64KiB"}"#),
            DocumentKey(limits, #""limits": {"connections": 1}"#),
            DocumentKey(readOnly, #""readOnly": ["/pub"]"#),
        ] + UserLoginDocument.keys

    /// The kind of one user.
    static let kind = Kind<UserDocument>.object("user", keys.map(\.key)) { reader in
        let password = reader.read(password)
        let publicKeys = reader.read(publicKeys)
        let home = reader.read(home)
        let uid = reader.read(uid)
        let gid = reader.read(gid)
        let quota = reader.read(quota)
        let throttle = reader.read(throttle)
        let placedLimits = reader.placed(limits)
        let limits = reader.read(limits)
        let readOnly = reader.read(readOnly)
        let login = UserLoginDocument(reader)
        return reader.read(name).map {
            UserDocument(
                name: $0.text, password: password, publicKeys: publicKeys, home: home, uid: uid,
                gid: gid, quota: quota, throttle: throttle, limits: limits, readOnly: readOnly,
                login: login, answerPlaces: StatusCodeCheck.places(in: [placedLimits]))
        }
    }

    /// The user at this place of the list of users.
    func spec(at index: Int) -> UserSpec {
        var user = UserSpec(
            name: name, password: password, publicKeys: publicKeys, home: home,
            uid: uid ?? UInt32(clamping: Int(UserSpec.firstNumber) + index), gid: gid,
            quota: quota ?? QuotaSpec())
        user.throttle = throttle ?? ThrottleSpec()
        user.limits = limits ?? LimitSpec()
        user.readOnly = readOnly ?? .nothing
        login.apply(to: &user)
        return user
    }

    /// The kind of `users`.
    static let list = Kind<[UserDocument]>.array(of: kind).map { users, node in
        var seen: Set<String> = []
        for (user, element) in zip(users, node.elements ?? [])
        where !seen.insert(user.name).inserted {
            element.error("user \(JSONText.quoted(Array(user.name.utf8))) is there twice")
        }
        return users
    }
}
