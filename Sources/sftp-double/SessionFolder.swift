internal import Fuzzing
internal import Glibc
internal import SFTPDouble
internal import SFTPServer
internal import Synchronization

/// The folder that whole sessions are written to, as conversations of the corpus.
final class SessionFolder: Sendable {
    /// More sessions of one run are not written.
    private static let countLimit = 10_000

    private let path: String
    private let written = Mutex(0)

    /// Uses a folder that is there; throws one line that names it.
    init(path: String) throws(StartError) {
        guard access(path, W_OK | X_OK) == 0 else {
            throw .output("cannot capture into \(path): \(String(cString: strerror(errno)))")
        }
        self.path = path
    }

    /// Writes a session that is over; one of an earlier run by the same name is replaced.
    ///
    /// A full disk loses what is captured, never a session.
    func keep(_ record: SessionRecord) {
        let isWanted = written.withLock { count in
            count += 1
            return count <= Self.countLimit
        }
        guard isWanted, !record.turns.isEmpty else { return }
        let part = record.session > 1 ? "-\(record.session)" : ""
        let name = "session-\(record.connection)\(part).hex"
        let cut = record.isCut ? "the beginning of " : ""
        let conversation = Conversation(
            name: name, what: "A session as it went over a connection: \(cut)all both sides sent.",
            seen: "captured from \(Self.printable(record.client ?? "an unknown client"))",
            recorded: record.turns.map { ($0.direction, $0.version, $0.bytes) })
        _ = Output.replaceFile("\(path)/\(name)", with: String(conversation.text.dropLast()))
    }

    /// A client's name may hold anything; a directive is one line.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20...0x7e).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    }
}
