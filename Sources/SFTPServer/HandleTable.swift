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
    /// The most handles there may be; those there are stay when it is lowered.
    var limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { slots.count - free.count + chosen.count }
    var isFull: Bool { count >= limit }

    /// Adds an open object under the next handle; nil when the table is full.
    mutating func add(
        _ object: OpenObject, path: [UInt8], use: HandleUse
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
            use: use)
        slots[index].entry = entry
        return entry
    }

    /// Adds an open object under bytes a rule chose; the entry that had them is returned.
    mutating func add(
        _ object: OpenObject, path: [UInt8], use: HandleUse, handle: [UInt8]
    ) -> (entry: HandleEntry, replaced: HandleEntry?)? {
        guard !isFull else { return nil }
        let entry = HandleEntry(object: object, path: path, handle: handle, use: use)
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
