import CLibSSH
import Glibc

/// A private key the server proves its identity with.
///
/// Holds the key as text because libssh's own objects belong to one thread and
/// to the listener they are given to.
public struct HostKey: Sendable {
    /// What to generate.
    public enum Algorithm: Sendable, Equatable {
        /// Ed25519 (RFC 8709).
        case ed25519
        /// ECDSA on NIST P-256 (RFC 5656).
        case ecdsa256
        /// ECDSA on NIST P-384 (RFC 5656).
        case ecdsa384
        /// ECDSA on NIST P-521 (RFC 5656).
        case ecdsa521
        /// RSA of so many bits, 1024 to 8192; 4096 bits take seconds.
        case rsa(bits: Int)
    }

    /// The families of which libssh serves one key each.
    enum Family: Hashable {
        case ed25519
        case ecdsa
        case rsa
    }

    /// The key type's name on the wire, as `ssh-ed25519`.
    public let typeName: String
    /// The fingerprint as OpenSSH shows it: `SHA256:` and unpadded base64.
    public let fingerprint: String
    /// The public key as in `known_hosts`: type name and base64.
    public let publicKeyLine: String

    let family: Family
    /// The private key as OpenSSH writes it, without a passphrase.
    public let privateKeyText: String

    /// Generates a new key.
    ///
    /// - Throws: `HostKeyError.cannotGenerate`.
    public static func generate(_ algorithm: Algorithm) throws(HostKeyError) -> HostKey {
        let type: ssh_keytypes_e
        var bits: Int32 = 0
        switch algorithm {
        case .ed25519:
            type = SSH_KEYTYPE_ED25519
        case .ecdsa256:
            (type, bits) = (SSH_KEYTYPE_ECDSA_P256, 256)
        case .ecdsa384:
            (type, bits) = (SSH_KEYTYPE_ECDSA_P384, 384)
        case .ecdsa521:
            (type, bits) = (SSH_KEYTYPE_ECDSA_P521, 521)
        case .rsa(let wanted):
            guard (1024...8192).contains(wanted) else {
                throw .cannotGenerate("an RSA key has 1024 to 8192 bits, not \(wanted)")
            }
            (type, bits) = (SSH_KEYTYPE_RSA, Int32(wanted))
        }
        var key: ssh_key?
        guard ssh_pki_generate(type, bits, &key) == SSH_OK, let key else {
            throw .cannotGenerate("libssh could not generate the key")
        }
        defer { ssh_key_free(key) }
        guard let text = privateKeyText(of: key), let hostKey = HostKey(key, privateKeyText: text)
        else {
            throw .cannotGenerate("libssh could not export the key")
        }
        return hostKey
    }

    /// Reads a private key in OpenSSH or PEM form from a file.
    ///
    /// - Throws: the `HostKeyError` case that fits the file.
    public static func load(path: String) throws(HostKeyError) -> HostKey {
        try parse(KeyFile.contents(path: path), path: path)
    }

    private static func parse(_ text: String, path: String) throws(HostKeyError) -> HostKey {
        var askedForPassphrase = false
        var key: ssh_key?
        let result = withUnsafeMutablePointer(to: &askedForPassphrase) { asked in
            ssh_pki_import_privkey_base64(text, nil, recordPassphraseRequest, asked, &key)
        }
        defer { ssh_key_free(key) }
        guard result == SSH_OK, let key else {
            throw askedForPassphrase ? .encrypted(path: path) : .notAPrivateKey(path: path)
        }
        guard let hostKey = HostKey(key, privateKeyText: text) else {
            throw .notAPrivateKey(path: path)
        }
        return hostKey
    }

    /// The text libssh writes for a key it has made.
    private static func privateKeyText(of key: ssh_key) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_privkey_base64(key, nil, nil, nil, &text) == SSH_OK, let text else {
            return nil
        }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }

    /// A key read from a file keeps the file's text: libssh 0.10 cannot export an RSA key that
    /// came in OpenSSH's format.
    private init?(_ key: ssh_key, privateKeyText: String) {
        switch ssh_key_type(key) {
        case SSH_KEYTYPE_ED25519: family = .ed25519
        case SSH_KEYTYPE_ECDSA_P256, SSH_KEYTYPE_ECDSA_P384, SSH_KEYTYPE_ECDSA_P521:
            family = .ecdsa
        case SSH_KEYTYPE_RSA: family = .rsa
        default: return nil
        }
        self.privateKeyText = privateKeyText
        guard let line = SSHPublicKey.canonicalText(of: key),
            let fingerprint = SSHPublicKey.fingerprint(of: key),
            let typeName = line.split(separator: " ").first
        else { return nil }
        publicKeyLine = line
        self.fingerprint = fingerprint
        self.typeName = String(typeName)
    }

    /// Gives `bind` its own copy of the key.
    ///
    /// - Returns: whether libssh took it.
    func install(in bind: ssh_bind) -> Bool {
        var key: ssh_key?
        guard ssh_pki_import_privkey_base64(privateKeyText, nil, nil, nil, &key) == SSH_OK,
            let key
        else { return false }
        let type = SSH_BIND_OPTIONS_IMPORT_KEY
        guard ssh_bind_options_set(bind, type, UnsafeRawPointer(key)) == SSH_OK else {
            ssh_key_free(key)
            return false
        }
        return true
    }
}

/// Answers libssh's question for a passphrase: remembers that it was asked, has none.
private func recordPassphraseRequest(
    prompt: UnsafePointer<CChar>?, buffer: UnsafeMutablePointer<CChar>?, length: Int, echo: Int32,
    verify: Int32, userData: UnsafeMutableRawPointer?
) -> Int32 {
    userData?.assumingMemoryBound(to: Bool.self).pointee = true
    return -1
}
