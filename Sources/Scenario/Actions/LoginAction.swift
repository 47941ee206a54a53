import StrictJSON

/// Says where a login leads; a client that expects `/home/NAME` shows it here.
enum LoginAction {
    private static let home = Key(
        "home", Kind<[UInt8]>.absolutePath, "Where relative paths begin, as the user sees it.")
    private static let root = Key(
        "root", Kind<[UInt8]>.absolutePath, "The folder the user sees as `/`.")
    private static let jail = DefaultedKey(
        "jail", Kind<Bool>.bool, default: true,
        "Whether symbolic links lead nowhere else than below `root`, either.")

    private static let kind = Kind<[Effect]>.object("login", [home, root, jail]) { reader in
        var effects: [Effect] = []
        if let home = reader.read(home) { effects.append(.login(.home(home))) }
        let root = reader.read(root)
        // Without a root the key is left unread, and so has no effect here.
        let isJail = root == nil ? true : reader.read(jail)
        if let root { effects.append(.login(.root(RootSpec(path: root, isJail: isJail)))) }
        if effects.isEmpty, reader.node.members?.isEmpty == true {
            reader.node.error("login says nothing")
        }
        return effects
    }

    /// The catalog entry.
    static let entry = Action(
        Key("login", kind, "Where the user is when this attempt succeeds."),
        on: [.userAuthRequest], [.before],
        conflicts: [("connection", "the connection ends without a login")],
        example: #""login": {"home": "/in", "root": "/srv/alice"}"#,
        details: [
            KeyTable(
                title: "login",
                keys: [
                    DocumentKey(home, #""home": "/in""#),
                    DocumentKey(root, #""root": "/srv/alice""#),
                    DocumentKey(jail, #""jail": false"#),
                ])
        ]
    ) { ActionResult(effects: $0) }
}
