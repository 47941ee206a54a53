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
    func `clients see the identification line as the scenario wrote it`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.identification = "OpenSSH_9.2p1 Debian-2"
        let double = try TestDouble(configuration)
        let port = try double.start().port
        #expect(try firstBytes(port: port, count: 32) == "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
        _ = double.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `stopping twice is stopping once`() throws {
        let path = try temporaryPath()
        defer { unlink(path) }
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.journalFile = path
        let double = try TestDouble(configuration)
        _ = try double.start()
        _ = double.stop()
        let unrelated = open(path, O_RDONLY)
        defer { close(unrelated) }
        #expect(double.stop().isPassed)
        #expect(fcntl(unrelated, F_GETFD) >= 0)
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
    func `a start that fails lets go of the journal, a second start does not`() throws {
        let path = try temporaryPath()
        unlink(path)
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        let running = try TestDouble(Configuration(Scenario(), drawnSeed: 1))
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.port = try running.start().port
        configuration.journalFile = path
        let failing = try TestDouble(configuration)
        #expect(throws: StartError.self) { _ = try failing.start() }
        #expect(hasNoWriter(reader, within: 10_000))
        configuration.port = 0
        let twice = try TestDouble(configuration)
        _ = try twice.start()
        #expect(throws: StartError.self) { _ = try twice.start() }
        #expect(!hasNoWriter(reader))
        for double in [running, failing, twice] { _ = double.stop() }
    }

    /// Whether everybody who had the FIFO open to write has closed it.
    ///
    /// - Parameter milliseconds: how long to wait for that; a process that another test starts
    ///   holds it until it is another program.
    private func hasNoWriter(_ reader: Int32, within milliseconds: Int = 0) -> Bool {
        for turn in 0...(milliseconds / 10) {
            if turn > 0 { poll(nil, 0, 10) }
            var state = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            if poll(&state, 1, 0) > 0, state.revents & Int16(POLLHUP) != 0 { return true }
        }
        return false
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

    /// The first `count` bytes a server of this machine sends.
    private func firstBytes(port: UInt16, count: Int) throws -> String {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(connection >= 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, length)
            }
        }
        try #require(connected == 0)
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(connection, &bytes, count, Int32(MSG_WAITALL))
        return String(decoding: bytes.prefix(max(0, got)), as: UTF8.self)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a pipe nobody reads holds up nothing and is told at the end`() throws {
        let path = try temporaryPath()
        unlink(path)
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        // Open, so that the double may write, and never read.
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        var configuration = try Configuration(Scenario(), drawnSeed: 5)
        configuration.journalFile = path
        let double = try TestDouble(configuration)
        _ = try double.start()
        for _ in 0..<2_000 {
            double.journal.append(JournalRecord(kind: .error, connection: 1))
        }
        _ = double.stop()
        #expect(double.journalFailure == "journal: Connection timed out")
    }

    @Test func `a pipe without a reader cannot be a journal`() throws {
        let path = try temporaryPath()
        unlink(path)
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        var configuration = try Configuration(Scenario(), drawnSeed: 5)
        configuration.journalFile = path
        #expect(
            throws: StartError.output(
                "cannot write the journal \(path): No such device or address")
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
