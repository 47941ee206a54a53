public import SFTPWire

/// How many records a journal has seen, dropped ones included.
public struct JournalCounts: Equatable, Sendable {
    /// Records in all.
    public private(set) var total: UInt64 = 0
    /// Records that are no longer in memory.
    public internal(set) var dropped: UInt64 = 0

    private var byKind = Array(repeating: UInt64(0), count: EventKind.allCases.count)
    private var byStatus = Array(repeating: UInt64(0), count: StatusCode.table.count + 1)

    /// Nothing seen.
    public init() {}

    /// Records of a kind of event.
    public func count(of kind: EventKind) -> UInt64 {
        byKind[kind.index]
    }

    /// Records with a status; codes no draft defines are counted together.
    public func count(of status: StatusCode) -> UInt64 {
        byStatus[slot(of: status)]
    }

    mutating func add(_ record: JournalRecord) {
        total += 1
        guard !record.isLog else { return }
        byKind[record.kind.index] += 1
        if let status = record.status { byStatus[slot(of: status)] += 1 }
    }

    private func slot(of status: StatusCode) -> Int {
        Int(min(status.rawValue, UInt32(byStatus.count - 1)))
    }
}
