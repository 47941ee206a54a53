import CLibSSH
import Glibc

/// Sees the numbers of the SSH messages a client sends.
///
/// libssh shows messages only as what they ask for, and most not at all. Its log names the number
/// of each as it is read, so that is read here: the log's level and callback belong to the thread,
/// and are on only while a connection that wants to know is served.
enum MessageLog {
    /// The words before the number, the same in libssh 0.9 to 0.12.
    private static let words = "packet: read type "

    /// Begins to report messages to `connection`.
    static func begin(_ connection: SSHConnection) {
        ssh_set_log_userdata(Unmanaged.passUnretained(connection).toOpaque())
        ssh_set_log_callback { _, _, text, connection in
            guard let text, let connection else { return }
            let owner = Unmanaged<SSHConnection>.fromOpaque(connection).takeUnretainedValue()
            if let number = MessageLog.number(in: text) { owner.messageSeen(number) }
        }
        ssh_set_log_level(Int32(SSH_LOG_PACKET))
    }

    /// Stops.
    static func end() {
        ssh_set_log_level(Int32(SSH_LOG_NOLOG))
        ssh_set_log_userdata(nil)
    }

    private static func number(in text: UnsafePointer<CChar>) -> UInt8? {
        guard let found = strstr(text, words) else { return nil }
        // Written as a signed character.
        return UInt8(truncatingIfNeeded: strtol(found + words.utf8.count, nil, 10))
    }
}

extension SSHConnection {
    /// libssh is reading an SSH message of this number.
    func messageSeen(_ number: UInt8) {
        seenEnd = seenEnd ?? messageEnds[number]
    }

    /// Runs `work` with its messages watched, if there is one to wait for.
    func watchingMessages(_ work: () -> Void) {
        guard !messageEnds.isEmpty else { return work() }
        MessageLog.begin(self)
        work()
        MessageLog.end()
        guard let end = seenEnd, case .some = session else { return }
        messageEnds = [:]
        seenEnd = nil
        requestEnd(end, cause: .server(end))
    }
}
