import CLibSSH

/// Public keys as text.
public enum SSHPublicKey {
    /// Returns the canonical `type base64` of a public key line.
    ///
    /// Takes a line of an OpenSSH `.pub` or `authorized_keys` file: options before
    /// the type and a comment after the key are left out.
    ///
    /// - Throws: `SSHPublicKeyError`.
    public static func canonicalText(ofLine line: String) throws(SSHPublicKeyError) -> String {
        let words = Self.words(of: line)
        guard let first = words.first, !first.hasPrefix("#") else { throw .empty }
        for (index, word) in words.enumerated().prefix(2) {
            let type = ssh_key_type_from_name(word)
            guard type != SSH_KEYTYPE_UNKNOWN else { continue }
            guard index + 1 < words.count else { throw .missingKey(type: word) }
            return try canonicalText(typeName: word, type: type, base64: words[index + 1])
        }
        throw .unknownType(first)
    }

    private static func canonicalText(
        typeName: String, type: ssh_keytypes_e, base64: String
    ) throws(SSHPublicKeyError) -> String {
        var key: ssh_key?
        let result = ssh_pki_import_pubkey_base64(base64, type, &key)
        defer { ssh_key_free(key) }
        guard result == SSH_OK, let key, let text = canonicalText(of: key),
            text.hasPrefix(typeName + " ")
        else { throw .invalidKey(type: typeName) }
        return text
    }

    /// The words of a line; quoted spaces, as options may have, do not separate.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for scalar in line.unicodeScalars where scalar != "\0" {
            if scalar == "\"" { isQuoted.toggle() }
            let isSpace = scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
            if isSpace, !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.unicodeScalars.append(scalar)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// `type base64` of the public half of `key`.
    static func canonicalText(of key: ssh_key) -> String? {
        var base64: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(key, &base64) == SSH_OK, let base64,
            let type = ssh_key_type_to_char(ssh_key_type(key))
        else { return nil }
        defer { ssh_string_free_char(base64) }
        return String(cString: type) + " " + String(cString: base64)
    }

    /// The SHA-256 fingerprint of the public half of `key`, as OpenSSH shows it.
    static func fingerprint(of key: ssh_key) -> String? {
        var hash: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &count) == SSH_OK,
            hash != nil
        else { return nil }
        defer { ssh_clean_pubkey_hash(&hash) }
        guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, count) else {
            return nil
        }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }
}

/// Why a text is no public key line; `description` is one line.
public enum SSHPublicKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line is empty or a comment.
    case empty
    /// No word of the line names a key type libssh knows.
    case unknownType(String)
    /// The type is the last word.
    case missingKey(type: String)
    /// What follows the type is no key of that type.
    case invalidKey(type: String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .empty: "no public key"
        case .unknownType(let word): "not a public key: unknown key type \"\(word)\""
        case .missingKey(let type): "not a public key: nothing follows \(type)"
        case .invalidKey(let type): "not a public key: what follows \(type) is no such key"
        }
    }
}
