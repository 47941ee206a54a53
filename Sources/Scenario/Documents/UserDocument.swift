import StrictJSON

/// A user as a scenario file says it.
enum UserDocument {
    private static let userName = Kind<PlacedName>.reference(to: "user").map { name, node in
        if name.text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 }) {
            node.error("a user name has no slash and no control character")
        }
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

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(name, #""name": "alice""#),
        DocumentKey(password, #""password": "wonder""#),
        DocumentKey(publicKeys, #""publicKeys": ["ssh-ed25519 AAAAC3Nza… alice@laptop"]"#),
        DocumentKey(home, #""home": "/srv/alice""#),
    ]

    /// The kind of one user.
    static let kind = Kind<UserSpec>.object("user", keys.map(\.key)) { reader in
        let password = reader.read(password)
        let publicKeys = reader.read(publicKeys)
        let home = reader.read(home)
        return reader.read(name).map {
            UserSpec(name: $0.text, password: password, publicKeys: publicKeys, home: home)
        }
    }

    /// The kind of `users`.
    static let list = Kind<[UserSpec]>.array(of: kind).map { users, node in
        var seen: Set<String> = []
        for (user, element) in zip(users, node.elements ?? [])
        where !seen.insert(user.name).inserted {
            element.error("user \(JSONText.quoted(Array(user.name.utf8))) is there twice")
        }
        return users
    }
}
