import SFTPWire

@testable import Scenario

extension Journal {
    /// Appends a record with texts given as strings.
    func add(
        _ kind: EventKind, connection: Int = 1, user: String? = "alice", path: String? = nil,
        newPath: String? = nil, handle: [UInt8]? = nil, name: String? = nil,
        message: String? = nil, _ fill: (inout JournalRecord) -> Void = { _ in }
    ) {
        var record = JournalRecord(kind: kind, connection: connection)
        fill(&record)
        let user = user.map { Array($0.utf8) }
        let path = path.map { Array($0.utf8) }
        let newPath = newPath.map { Array($0.utf8) }
        let name = name.map { Array($0.utf8) }
        let message = message.map { Array($0.utf8) }
        append(
            record, user: user?.span.bytes, path: path?.span.bytes,
            newPath: newPath?.span.bytes, handle: handle?.span.bytes, name: name?.span.bytes,
            message: message?.span.bytes)
    }

    /// All lines as one text.
    var text: String { String(decoding: lines, as: UTF8.self) }
}
