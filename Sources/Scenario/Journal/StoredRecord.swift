/// The texts of a record, in the order they are stored.
enum JournalText: Int, CaseIterable {
    case user
    case path
    case newPath
    case target
    case handle
    case name
    case message
}

/// A record as the journal holds it: number, scalars, and where its texts lie.
struct StoredRecord: Sendable {
    /// The most bytes kept of one text, PATH_MAX of Linux.
    static let textLimit = 4096

    /// Number of the record, from 1.
    let number: UInt64
    /// The scalars.
    let record: JournalRecord
    /// Where the first text starts in the bytes the texts lie in.
    var start: Int
    /// The length of each text in bytes, -1 for one that is absent.
    private var lengths = InlineArray<7, Int16>(repeating: -1)
    /// Whether a text was longer than ``textLimit`` and has been cut.
    private(set) var isClipped = false

    init(number: UInt64, record: JournalRecord, start: Int) {
        self.number = number
        self.record = record
        self.start = start
    }

    /// Stores `bytes` as `text` behind the texts stored before it.
    mutating func append(_ text: JournalText, _ bytes: RawSpan?, to storage: inout [UInt8]) {
        guard let bytes else { return }
        let length = min(bytes.byteCount, Self.textLimit)
        isClipped = isClipped || length < bytes.byteCount
        lengths[text.rawValue] = Int16(length)
        bytes.withUnsafeBytes { buffer in
            // A buffer pointer is copied as a whole; a slice of one byte by byte.
            storage.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<length]))
        }
    }

    /// Where `text` lies, or nil when it is absent.
    func range(of text: JournalText) -> Range<Int>? {
        var offset = start
        for index in 0..<text.rawValue {
            offset += max(0, Int(lengths[index]))
        }
        let length = Int(lengths[text.rawValue])
        return length < 0 ? nil : offset..<(offset + length)
    }

    /// The bytes all texts take together.
    var textCount: Int {
        var sum = 0
        for index in lengths.indices {
            sum += max(0, Int(lengths[index]))
        }
        return sum
    }
}
