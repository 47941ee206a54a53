internal import SFTPFileSystem

/// What a handle stands for.
enum OpenObject {
    case file(any OpenFile)
    /// With the path as the files want it, for requests on the directory itself.
    case directory(any OpenDirectory, path: [UInt8])
}

/// One open handle of a session.
final class HandleEntry {
    /// The open file or directory.
    let object: OpenObject
    /// The path it was opened by, for rules and the journal.
    let path: [UInt8]
    /// The bytes the client was given.
    let handle: [UInt8]
    /// What the handle may be used for.
    let options: OpenOptions
    /// Whether the client sent CLOSE, whatever a rule made of it.
    var closeWasAsked = false

    init(object: OpenObject, path: [UInt8], handle: [UInt8], options: OpenOptions) {
        self.object = object
        self.path = path
        self.handle = handle
        self.options = options
    }

    /// Ends the use of the file; an error of a late write shows here.
    func close() throws(FileSystemError) {
        switch object {
        case .file(let file): try file.close()
        case .directory(let directory, _): directory.close()
        }
    }
}

/// The handles of one session.
///
/// A handle is eight bytes: the slot and the slot's use count, so that a handle that was closed
/// is never mistaken for the next one in its slot. A rule may choose other bytes.
struct HandleTable {
    private struct Slot {
        var entry: HandleEntry?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [Int] = []
    private var chosen: [[UInt8]: HandleEntry] = [:]
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { slots.count - free.count + chosen.count }
    var isFull: Bool { count >= limit }

    /// Adds an open object under the next handle; nil when the table is full.
    mutating func add(
        _ object: OpenObject, path: [UInt8], options: OpenOptions
    ) -> HandleEntry? {
        guard !isFull else { return nil }
        let index: Int
        if let last = free.popLast() {
            index = last
        } else {
            index = slots.count
            slots.append(Slot())
        }
        let entry = HandleEntry(
            object: object, path: path,
            handle: Self.bytes(UInt32(truncatingIfNeeded: index), slots[index].generation),
            options: options)
        slots[index].entry = entry
        return entry
    }

    /// Adds an open object under bytes a rule chose; the entry that had them is returned.
    mutating func add(
        _ object: OpenObject, path: [UInt8], options: OpenOptions, handle: [UInt8]
    ) -> (entry: HandleEntry, replaced: HandleEntry?)? {
        guard !isFull else { return nil }
        let entry = HandleEntry(object: object, path: path, handle: handle, options: options)
        let replaced = chosen.updateValue(entry, forKey: handle)
        return (entry, replaced)
    }

    /// The entry for the bytes a client sent.
    func entry(_ handle: RawSpan) -> HandleEntry? {
        if !chosen.isEmpty, let entry = chosen[Self.copy(handle)] { return entry }
        guard let (index, generation) = Self.decode(handle), index < slots.count,
            slots[index].generation == generation
        else { return nil }
        return slots[index].entry
    }

    /// Forgets an entry; its handle is never valid again unless a rule chooses it again.
    mutating func remove(_ entry: HandleEntry) {
        if chosen[entry.handle] === entry {
            chosen[entry.handle] = nil
            return
        }
        let handle = entry.handle
        guard let (index, _) = Self.decode(handle.span.bytes), index < slots.count,
            slots[index].entry === entry
        else { return }
        slots[index].entry = nil
        slots[index].generation &+= 1
        free.append(index)
    }

    /// Takes all entries out, in the order of their slots.
    mutating func removeAll() -> [HandleEntry] {
        let entries = slots.compactMap(\.entry) + chosen.values
        slots = []
        free = []
        chosen = [:]
        return entries
    }

    private static func bytes(_ index: UInt32, _ generation: UInt32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 8) { buffer, count in
            for place in 0..<4 {
                let shift = UInt32(24 - 8 * place)
                buffer[place] = UInt8(truncatingIfNeeded: index >> shift)
                buffer[place + 4] = UInt8(truncatingIfNeeded: generation >> shift)
            }
            count = 8
        }
    }

    private static func decode(_ handle: RawSpan) -> (index: Int, generation: UInt32)? {
        guard handle.byteCount == 8 else { return nil }
        let index = handle.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        let generation = handle.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self)
        return (Int(UInt32(bigEndian: index)), UInt32(bigEndian: generation))
    }

    private static func copy(_ bytes: RawSpan) -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}
