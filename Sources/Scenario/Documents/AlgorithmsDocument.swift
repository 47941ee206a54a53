import StrictJSON

/// The `algorithms` object of `server`: what libssh can offer, by the names of the RFCs.
enum AlgorithmsDocument {
    private static let keyExchange = Key(
        "keyExchange",
        list(
            "key exchange method",
            [
                "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256",
                "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group18-sha512",
                "diffie-hellman-group16-sha512", "diffie-hellman-group-exchange-sha256",
                "diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1",
                "diffie-hellman-group1-sha1", "diffie-hellman-group-exchange-sha1",
            ]), "Key exchange methods, best first.")
    private static let hostKeys = Key(
        "hostKeys",
        list(
            "host key algorithm",
            [
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa",
            ]), "Host key algorithms; keys are made for them unless files with keys are given.")
    private static let ciphers = Key(
        "ciphers",
        list(
            "cipher",
            [
                "chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com",
                "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr", "aes128-ctr", "aes256-cbc",
                "aes192-cbc", "aes128-cbc", "3des-cbc",
            ]), "Ciphers, best first.")
    private static let macs = Key(
        "macs",
        list(
            "MAC",
            [
                "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
                "hmac-sha1-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1",
            ]), "Message authentication codes, best first.")
    private static let compression = Key(
        "compression", list("compression", ["none", "zlib@openssh.com", "zlib"]),
        "Compression methods; `zlib@openssh.com` alone makes compression a condition.")

    static let keys = [
        DocumentKey(keyExchange, #""keyExchange": ["diffie-hellman-group14-sha1"]"#),
        DocumentKey(hostKeys, #""hostKeys": ["ssh-rsa"]"#),
        DocumentKey(ciphers, #""ciphers": ["aes128-cbc"]"#),
        DocumentKey(macs, #""macs": ["hmac-sha1"]"#),
        DocumentKey(compression, #""compression": ["zlib@openssh.com"]"#),
    ]

    static let kind = Kind<AlgorithmsSpec>.object("algorithms", keys.map(\.key)) { reader in
        var spec = AlgorithmsSpec()
        spec.keyExchange = reader.read(keyExchange)
        spec.hostKeys = reader.read(hostKeys)
        spec.ciphers = reader.read(ciphers)
        spec.macs = reader.read(macs)
        spec.compression = reader.read(compression)
        if reader.node.members?.isEmpty == true { reader.node.error("algorithms is empty") }
        return spec
    }

    private static func list(_ noun: String, _ names: [String]) -> Kind<[String]> {
        .oneOrMore(.name(noun, names.map { ($0, $0) })).map { list, node in
            if Set(list).count < list.count { node.error("a \(noun) is named twice") }
            return list
        }
    }
}
