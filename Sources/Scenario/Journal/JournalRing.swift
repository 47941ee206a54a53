/// The latest records in bounded memory, oldest dropped first.
///
/// Records lie in segments; when the limit is reached the oldest segment is emptied and used
/// again, so that appending allocates only until the ring has grown to its size.
struct JournalRing: Sendable {
    /// Bytes of a segment at which the next one is begun.
    private static let segmentBytes = 64 * 1024

    private struct Segment: Sendable {
        var records: [StoredRecord] = []
        var bytes: [UInt8] = []

        /// Bytes of long lists of rules, which do not lie in the record.
        var ruleBytes = 0

        var size: Int {
            records.count * MemoryLayout<StoredRecord>.stride + bytes.count + ruleBytes
        }

        mutating func append(
            number: UInt64, _ record: JournalRecord, user: RawSpan?, path: RawSpan?,
            newPath: RawSpan?, target: RawSpan?, handle: RawSpan?, name: RawSpan?,
            message: RawSpan?
        ) {
            var stored = StoredRecord(number: number, record: record, start: bytes.count)
            stored.append(.user, user, to: &bytes)
            stored.append(.path, path, to: &bytes)
            stored.append(.newPath, newPath, to: &bytes)
            stored.append(.target, target, to: &bytes)
            stored.append(.handle, handle, to: &bytes)
            stored.append(.name, name, to: &bytes)
            stored.append(.message, message, to: &bytes)
            ruleBytes += record.rules.extraByteCount
            records.append(stored)
        }
    }

    private var segments: [Segment] = [Segment()]
    /// The segment being filled; the one behind it is the oldest once the ring has wrapped.
    private var current = 0
    private let segmentLimit: Int

    /// How many records have been dropped.
    private(set) var droppedCount: UInt64 = 0

    /// A ring of at least two segments.
    init(capacityBytes: Int) {
        segmentLimit = max(2, capacityBytes / Self.segmentBytes)
    }

    /// Stores a record with its texts.
    mutating func append(
        number: UInt64, _ record: JournalRecord, user: RawSpan?, path: RawSpan?,
        newPath: RawSpan?, target: RawSpan?, handle: RawSpan?, name: RawSpan?, message: RawSpan?
    ) {
        if segments[current].size >= Self.segmentBytes { advance() }
        segments[current].append(
            number: number, record, user: user, path: path, newPath: newPath, target: target,
            handle: handle, name: name, message: message)
    }

    private mutating func advance() {
        current += 1
        if current == segmentLimit { current = 0 }
        guard current < segments.count else {
            segments.append(Segment())
            return
        }
        droppedCount += UInt64(segments[current].records.count)
        segments[current].records.removeAll(keepingCapacity: true)
        segments[current].bytes.removeAll(keepingCapacity: true)
        segments[current].ruleBytes = 0
    }

    /// The record appended last and the bytes its texts lie in.
    var last: (stored: StoredRecord, bytes: [UInt8])? {
        guard let stored = segments[current].records.last else { return nil }
        return (stored, segments[current].bytes)
    }

    /// Calls `body` with each record, oldest first, and the bytes its texts lie in.
    func forEach(_ body: (StoredRecord, Span<UInt8>) -> Void) {
        for step in 1...segments.count {
            let segment = segments[(current + step) % segments.count]
            let bytes = segment.bytes
            for stored in segment.records {
                body(stored, bytes.span)
            }
        }
    }
}
