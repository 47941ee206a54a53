import SSHTransport
import Testing

struct SSHPublicKeyTests {
    @Test(
        arguments: [
            KeyFixtures.publicLine,
            KeyFixtures.publicLine + " anne@example",
            "  " + KeyFixtures.publicLine + "  two words\r\n",
            "no-pty,command=\"echo a b\" " + KeyFixtures.publicLine,
        ])
    func `options and comments fall away`(line: String) throws {
        #expect(try SSHPublicKey.canonicalText(ofLine: line) == KeyFixtures.publicLine)
    }

    @Test(
        arguments: [
            ("", SSHPublicKeyError.empty, "no public key"),
            ("# comment", .empty, "no public key"),
            (
                "ssh-foo AAAA", .unknownType("ssh-foo"),
                "not a public key: unknown key type \"ssh-foo\""
            ),
            (
                "ssh-ed25519", .missingKey(type: "ssh-ed25519"),
                "not a public key: nothing follows ssh-ed25519"
            ),
            (
                "ssh-ed25519 %%%%", .invalidKey(type: "ssh-ed25519"),
                "not a public key: what follows ssh-ed25519 is no such key"
            ),
            (
                "ssh-rsa " + KeyFixtures.publicLine.dropFirst("ssh-ed25519 ".count),
                .invalidKey(type: "ssh-rsa"),
                "not a public key: what follows ssh-rsa is no such key"
            ),
        ])
    func `what is no key says why`(line: String, error: SSHPublicKeyError, text: String) {
        #expect(throws: error) { try SSHPublicKey.canonicalText(ofLine: line) }
        #expect(error.description == text)
    }
}
