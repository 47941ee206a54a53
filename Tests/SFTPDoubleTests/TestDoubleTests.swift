import Glibc
import SSHTransport
import Scenario
import Testing

@testable import SFTPDouble

struct TestDoubleTests {
    @Test(.timeLimit(.minutes(1)))
    func `it listens on a free port, says so in one line of JSON, and stops`() throws {
        let double = try TestDouble(Configuration(Scenario(), drawnSeed: 9))
        let ready = try double.start()
        #expect(ready.host == "127.0.0.1")
        #expect(ready.port > 0)
        let key = try #require(ready.hostKeys.first)
        #expect(key.typeName == "ssh-ed25519")
        #expect(
            ready.json == """
                {"event":"ready","host":"127.0.0.1","port":\(ready.port),\
                "users":[{"name":"demo","password":"demo","home":"/home/demo"}],\
                "hostKeys":[{"type":"ssh-ed25519","fingerprint":"\(key.fingerprint)",\
                "publicKey":"\(key.publicKeyLine)"}],"seed":9}
                """)
        #expect(double.stop().isPassed)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a port in use is one line that names it`() throws {
        let first = try TestDouble(Configuration(Scenario(), drawnSeed: 1))
        let port = try first.start().port
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.port = port
        let second = try TestDouble(configuration)
        #expect(
            throws: StartError.listen(
                "cannot listen: 127.0.0.1 port \(port): address already in use")
        ) {
            _ = try second.start()
        }
        _ = first.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `the journal file begins with the start line and is whole after stop`() throws {
        let path = try temporaryPath()
        defer { unlink(path) }
        var configuration = try Configuration(Scenario(name: "n"), drawnSeed: 5)
        configuration.journalFile = path
        let double = try TestDouble(configuration)
        _ = try double.start()
        _ = double.stop()
        #expect(
            try contents(path) == """
                {"version":1,"kind":"start","scenario":"n","seed":5}

                """)
    }

    @Test func `a journal in a missing folder is one line`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 5)
        configuration.journalFile = "/nonexistent/j"
        #expect(
            throws: StartError.output(
                "cannot write the journal /nonexistent/j: No such file or directory")
        ) {
            _ = try TestDouble(configuration)
        }
    }

    private func temporaryPath() throws -> String {
        var template = Array("/tmp/sftp-double-test.XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        close(file)
        return template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    private func contents(_ path: String) throws -> String {
        let file = open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
