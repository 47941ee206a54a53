/// Names one entry of a loop's table; a number used again gets a new generation.
///
/// The generation makes readiness and timers that belong to a closed entry
/// harmless, as descriptor numbers would not: the system reuses those at once.
struct Registration: Equatable {
    var index: UInt32
    var generation: UInt32

    /// The value carried through epoll.
    var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(index) }

    init(index: UInt32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }

    init(rawValue: UInt64) {
        index = UInt32(truncatingIfNeeded: rawValue)
        generation = UInt32(truncatingIfNeeded: rawValue >> 32)
    }
}

/// What a loop watches.
enum Source {
    case connection(SSHConnection)
    case lingering(LingeringSocket)
    case relay(StreamRelay, StreamRelay.Side)
}

/// The connections and sockets of one loop, found by number in constant time.
struct SourceTable {
    private var sources: [Source?] = []
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    /// How many entries are in use.
    private(set) var count = 0

    /// Reserves an entry, to be filled by `fill`.
    mutating func reserve() -> Registration {
        count += 1
        if let index = free.popLast() {
            return Registration(index: index, generation: generations[Int(index)])
        }
        sources.append(nil)
        generations.append(1)
        return Registration(index: UInt32(sources.count - 1), generation: 1)
    }

    /// Puts `source` at a reserved entry.
    mutating func fill(_ registration: Registration, with source: Source) {
        sources[Int(registration.index)] = source
    }

    /// The entry, unless it is gone.
    subscript(registration: Registration) -> Source? {
        let index = Int(registration.index)
        guard index < sources.count, generations[index] == registration.generation else {
            return nil
        }
        return sources[index]
    }

    /// Ends an entry; its number may be used again.
    mutating func release(_ registration: Registration) {
        let index = Int(registration.index)
        guard index < sources.count, generations[index] == registration.generation else { return }
        sources[index] = nil
        generations[index] &+= 1
        free.append(registration.index)
        count -= 1
    }

    /// All entries in use.
    var all: [Source] { sources.compactMap { $0 } }
}
