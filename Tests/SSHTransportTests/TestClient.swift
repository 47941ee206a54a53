import CLibSSH
import Glibc
import SSHTransport
import Testing

/// A blocking libssh client; every call gives up after 20 seconds.
final class TestClient {
    struct Options {
        var user = "tester"
        var rekeyByteCount: UInt64 = 0
        var cipher: String?
        /// libssh's client waits this long for an answer even after it was disconnected.
        var timeoutSeconds = 20
    }

    enum Outcome: Equatable {
        case success
        case denied
        case partial
        case info
        case error
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let session: ssh_session
    private let counters: UnsafeMutablePointer<ssh_counter_struct>

    init(port: UInt16, options: Options) throws {
        guard let session = ssh_new() else { throw Failure(description: "ssh_new") }
        self.session = session
        counters = .allocate(capacity: 2)
        counters.initialize(repeating: ssh_counter_struct(), count: 2)
        var number = UInt32(port)
        var seconds = options.timeoutSeconds
        var processConfig = false
        ssh_options_set(session, SSH_OPTIONS_HOST, "127.0.0.1")
        ssh_options_set(session, SSH_OPTIONS_PORT, &number)
        ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds)
        var noDelay: Int32 = 1
        ssh_options_set(session, SSH_OPTIONS_NODELAY, &noDelay)
        ssh_options_set(session, SSH_OPTIONS_USER, options.user)
        ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &processConfig)
        if let cipher = options.cipher {
            ssh_options_set(session, SSH_OPTIONS_CIPHERS_C_S, cipher)
            ssh_options_set(session, SSH_OPTIONS_CIPHERS_S_C, cipher)
        }
        var rekey = options.rekeyByteCount
        if rekey > 0 { ssh_options_set(session, SSH_OPTIONS_REKEY_DATA, &rekey) }
    }

    deinit {
        ssh_free(session)
        counters.deallocate()
    }

    func connect() throws {
        guard ssh_connect(session) == SSH_OK else { throw Failure(description: error) }
    }

    /// libssh's last error text.
    var error: String {
        ssh_get_error(UnsafeMutableRawPointer(session)).map { String(cString: $0) } ?? ""
    }

    /// Bytes on the socket so far, both ways; counted from the call before the first one.
    func countBytes() -> UnsafeMutablePointer<ssh_counter_struct> {
        ssh_set_counters(session, counters, counters + 1)
        return counters
    }

    func disconnect() { ssh_disconnect(session) }

    /// The banner the server sent.
    var banner: String? {
        guard let text = ssh_get_issue_banner(session) else { return nil }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }

    // MARK: Authentication

    func authenticateNone() -> Outcome { outcome(ssh_userauth_none(session, nil)) }

    func authenticate(password: String) -> Outcome {
        outcome(ssh_userauth_password(session, nil, password))
    }

    func offer(_ key: ClientKey) -> Outcome {
        outcome(ssh_userauth_try_publickey(session, nil, key.raw))
    }

    func authenticate(_ key: ClientKey) -> Outcome {
        outcome(ssh_userauth_publickey(session, nil, key.raw))
    }

    func interactive() -> Outcome { outcome(ssh_userauth_kbdint(session, nil, nil)) }

    /// Instruction and prompts of the current round.
    var round: (instruction: String, prompts: [String], echoes: [Bool]) {
        let instruction =
            ssh_userauth_kbdint_getinstruction(session).map { String(cString: $0) } ?? ""
        var prompts: [String] = []
        var echoes: [Bool] = []
        for index in 0..<max(ssh_userauth_kbdint_getnprompts(session), 0) {
            var echo: CChar = 0
            let text = ssh_userauth_kbdint_getprompt(session, UInt32(index), &echo)
            prompts.append(text.map { String(cString: $0) } ?? "")
            echoes.append(echo != 0)
        }
        return (instruction, prompts, echoes)
    }

    func answer(_ answers: [String]) {
        for (index, answer) in answers.enumerated() {
            ssh_userauth_kbdint_setanswer(session, UInt32(index), answer)
        }
    }

    /// The methods the server named last.
    var remaining: AuthenticationMethods {
        let bits = UInt32(bitPattern: ssh_userauth_list(session, nil))
        var methods: AuthenticationMethods = []
        if bits & UInt32(SSH_AUTH_METHOD_PASSWORD) != 0 { methods.insert(.password) }
        if bits & UInt32(SSH_AUTH_METHOD_PUBLICKEY) != 0 { methods.insert(.publicKey) }
        if bits & UInt32(SSH_AUTH_METHOD_INTERACTIVE) != 0 { methods.insert(.keyboardInteractive) }
        return methods
    }

    private func outcome(_ result: Int32) -> Outcome {
        switch result {
        case SSH_AUTH_SUCCESS.rawValue: .success
        case SSH_AUTH_DENIED.rawValue: .denied
        case SSH_AUTH_PARTIAL.rawValue: .partial
        case SSH_AUTH_INFO.rawValue: .info
        default: .error
        }
    }

    // MARK: Channels

    func openChannel() throws -> ssh_channel {
        guard let channel = ssh_channel_new(session), ssh_channel_open_session(channel) == SSH_OK
        else { throw Failure(description: "channel: \(error)") }
        return channel
    }

    func openSFTP() throws -> ssh_channel {
        let channel = try openChannel()
        guard ssh_channel_request_subsystem(channel, "sftp") == SSH_OK else {
            throw Failure(description: "subsystem: \(error)")
        }
        return channel
    }

    func write(_ channel: ssh_channel, _ bytes: [UInt8]) throws {
        let count = bytes.withUnsafeBytes {
            ssh_channel_write(channel, $0.baseAddress, UInt32($0.count))
        }
        guard count == bytes.count else { throw Failure(description: "write: \(error)") }
    }

    func write(_ channel: ssh_channel, _ text: String) throws {
        try write(channel, Array(text.utf8))
    }

    /// Reads until `count` bytes, EOF or an error.
    func read(_ channel: ssh_channel, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result = bytes.withUnsafeMutableBytes { buffer in
                ssh_channel_read_timeout(
                    channel, buffer.baseAddress.map { $0 + filled },
                    UInt32(min(buffer.count - filled, 1 << 20)), 0, 20_000)
            }
            guard result > 0 else { break }
            filled += Int(result)
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Handles what comes until the server has closed the channel; false after 10 s.
    func waitForClose(_ channel: ssh_channel) -> Bool {
        guard let event = ssh_event_new() else { return false }
        ssh_event_add_session(event, session)
        defer {
            ssh_event_remove_session(event, session)
            ssh_event_free(event)
        }
        let deadline = monotonicSeconds() + 10
        while ssh_channel_is_closed(channel) == 0, monotonicSeconds() < deadline {
            ssh_event_dopoll(event, 100)
        }
        return ssh_channel_is_closed(channel) != 0
    }

    func readText(_ channel: ssh_channel, count: Int) -> String {
        String(decoding: read(channel, count: count), as: UTF8.self)
    }
}

/// A key pair of a client.
final class ClientKey {
    let raw: ssh_key

    init() throws {
        var key: ssh_key?
        guard ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK, let key else {
            throw TestClient.Failure(description: "ssh_pki_generate")
        }
        raw = key
    }

    deinit { ssh_key_free(raw) }

    /// `ssh-ed25519 AAAA…`.
    var line: String {
        var text: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(raw, &text) == SSH_OK, let text else { return "" }
        defer { ssh_string_free_char(text) }
        return "ssh-ed25519 " + String(cString: text)
    }
}
