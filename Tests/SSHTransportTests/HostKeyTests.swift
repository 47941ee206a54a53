import Glibc
import SSHTransport
import Testing

struct HostKeyTests {
    @Test(
        arguments: [
            (HostKey.Algorithm.ed25519, "ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAI"),
            (.ecdsa256, "ecdsa-sha2-nistp256", "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYA"),
            (.ecdsa384, "ecdsa-sha2-nistp384", "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQA"),
            (.ecdsa521, "ecdsa-sha2-nistp521", "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEA"),
            (.rsa(bits: 2048), "ssh-rsa", "AAAAB3NzaC1yc2EA"),
        ])
    func `a generated key knows its name, public line and fingerprint`(
        algorithm: HostKey.Algorithm, name: String, prefix: String
    ) throws {
        let key = try HostKey.generate(algorithm)
        #expect(key.typeName == name)
        #expect(key.publicKeyLine.hasPrefix("\(name) \(prefix)"))
        #expect(key.fingerprint.hasPrefix("SHA256:"))
        // 32 bytes in base64 without padding.
        #expect(key.fingerprint.utf8.count == "SHA256:".utf8.count + 43)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [HostKey.Algorithm.ed25519, .ecdsa256, .ecdsa384, .ecdsa521, .rsa(bits: 2048)])
    func `clients agree to every kind of key`(algorithm: HostKey.Algorithm) throws {
        let key = try HostKey.generate(algorithm)
        try withServer(ScriptedDelegate(), configure: { $0.hostKeys = [key] }) { server in
            _ = try server.login()
        }
    }

    @Test func `RSA keys outside 1024 to 8192 bits are refused`() {
        let error = HostKeyError.cannotGenerate("an RSA key has 1024 to 8192 bits, not 512")
        #expect(throws: error) { try HostKey.generate(.rsa(bits: 512)) }
        #expect(throws: HostKeyError.self) { try HostKey.generate(.rsa(bits: 1 << 40)) }
    }

    @Test func `a key file of OpenSSH is read with the fingerprint ssh-keygen shows`() throws {
        try withFile(KeyFixtures.plain) { path in
            let key = try HostKey.load(path: path)
            #expect(key.typeName == "ssh-ed25519")
            #expect(key.publicKeyLine == KeyFixtures.publicLine)
            #expect(key.fingerprint == KeyFixtures.fingerprint)
        }
    }

    @Test func `a missing file is told from one that is no key and one that is encrypted`() throws {
        #expect(throws: HostKeyError.missing(path: "/nonexistent/key")) {
            try HostKey.load(path: "/nonexistent/key")
        }
        #expect(throws: HostKeyError.unreadable(path: "/", reason: "Is a directory")) {
            try HostKey.load(path: "/")
        }
        try withFile(KeyFixtures.encrypted) { path in
            #expect(throws: HostKeyError.encrypted(path: path)) { try HostKey.load(path: path) }
        }
        for text in ["", "hello\n", KeyFixtures.publicLine, String(KeyFixtures.plain.dropLast(80))]
        {
            try withFile(text) { path in
                #expect(throws: HostKeyError.notAPrivateKey(path: path)) {
                    try HostKey.load(path: path)
                }
            }
        }
        #expect(throws: HostKeyError.notAPrivateKey(path: "/dev/zero")) {
            try HostKey.load(path: "/dev/zero")
        }
    }

    @Test func `each error is one line that names the file`() {
        #expect(HostKeyError.missing(path: "k").description == "k: no such file")
        #expect(HostKeyError.notAPrivateKey(path: "k").description == "k: not a private key")
        #expect(
            HostKeyError.encrypted(path: "k").description
                == "k: the key is encrypted; a host key needs no passphrase")
        #expect(
            HostKeyError.unreadable(path: "k", reason: "Permission denied").description
                == "k: cannot be read: Permission denied")
    }

    @Test func `two keys of a family and no key at all are refused`() throws {
        let keys = [try HostKey.generate(.ecdsa256), try HostKey.generate(.ecdsa384)]
        #expect(throws: SSHServerError.duplicateHostKey("ecdsa-sha2-nistp384")) {
            try withServer(ScriptedDelegate(), configure: { $0.hostKeys = keys }) { _ in }
        }
        #expect(throws: SSHServerError.noHostKey) {
            try withServer(ScriptedDelegate(), configure: { $0.hostKeys = [] }) { _ in }
        }
    }

    /// A file with `text` for the time of `body`.
    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        var template = Array("/tmp/sftp-double-key-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        #expect(write(file, bytes, bytes.count) == bytes.count)
        close(file)
        try body(path)
    }
}
