import SFTPWire
import Testing

@testable import SFTPServer

/// The table of byte-range locks of one file (draft-13 section 8.8).
@Suite struct RangeLocksTests {
    private static let handles = (0..<4).map { _ in Owner() }

    private static func lock(
        _ handle: Int, _ blocks: ShareModes = .write, isAdvisory: Bool = false
    ) -> RangeLock {
        RangeLock(owner: handles[handle].id, blocks: blocks, isAdvisory: isAdvisory)
    }

    /// Offset and length of a second lock, and whether it is granted beside [10, 20).
    static let seconds: [(UInt64, UInt64, Bool)] = [
        (0, 10, true), (0, 11, false), (9, 1, true), (9, 2, false), (10, 1, false),
        (10, 10, false), (12, 3, false), (19, 1, false), (20, 1, true), (5, 100, false),
        (0, .max, false), (20, .max - 20, true), (.max, 1, true),
    ]

    @Test(arguments: seconds)
    func `a range that overlaps a granted one is refused, whoever has it`(
        offset: UInt64, length: UInt64, isGranted: Bool
    ) {
        for handle in 0...1 {
            var locks = RangeLocks()
            let first = ByteRange(offset: 10, length: 10)
            #expect(locks.insert(Self.lock(0), first, offset: 10, length: 10) == true)
            let range = ByteRange(offset: offset, length: length)
            let lock = Self.lock(handle)
            #expect(
                locks.insert(lock, range, offset: offset, length: length) == isGranted)
            #expect(locks.count == (isGranted ? 2 : 1))
        }
    }

    @Test func `only the handle itself unlocks, with exactly what it asked for`() {
        var locks = RangeLocks()
        let range = ByteRange(offset: 10, length: 10)
        #expect(locks.insert(Self.lock(0), range, offset: 10, length: 10) == true)
        let owner = Self.handles[0].id
        for (offset, length) in [(10, 9), (11, 9), (10, 11), (0, 20), (10, 0), (9, 1)] {
            let (offset, length) = (UInt64(offset), UInt64(length))
            #expect(locks.remove(offset: offset, length: length, owner: owner) == nil)
        }
        #expect(locks.remove(offset: 10, length: 10, owner: Self.handles[1].id) == nil)
        #expect(locks.remove(offset: 10, length: 10, owner: owner) == Self.lock(0))
        #expect(locks.remove(offset: 10, length: 10, owner: owner) == nil)
    }

    @Test func `length 0 unlocks only what length 0 locked`() {
        var locks = RangeLocks()
        let owner = Self.handles[0].id
        let range = ByteRange(offset: 10, length: 2)
        #expect(locks.insert(Self.lock(0), range, offset: 10, length: 0) == true)
        #expect(locks.remove(offset: 10, length: 2, owner: owner) == nil)
        #expect(locks.remove(offset: 10, length: 0, owner: owner) == Self.lock(0))
    }

    @Test func `a lock on nothing is granted once, forbids nothing and is unlocked by its key`() {
        var locks = RangeLocks()
        let owner = Self.handles[0].id
        #expect(locks.insert(Self.lock(0), nil, offset: 99, length: 0) == true)
        #expect(locks.insert(Self.lock(0), nil, offset: 99, length: 0) == false)
        #expect(locks.insert(Self.lock(1), nil, offset: 99, length: 0) == true)
        let range = ByteRange(offset: 99, length: 1)
        #expect(locks.insert(Self.lock(2), range, offset: 99, length: 1) == true)
        #expect(locks.count == 3)
        #expect(locks.remove(offset: 99, length: 0, owner: owner) == Self.lock(0))
        #expect(locks.remove(offset: 99, length: 0, owner: owner) == nil)
        #expect(locks.removeAll(of: Self.handles[1].id) == [Self.lock(1)])
        #expect(locks.count == 1)
    }

    /// What a lock blocks, whether it is advisory, and what it forbids others.
    static let kinds: [(ShareModes, Bool, ShareModes)] = [
        (.read, false, .read), (.write, false, .write), ([.read, .write], false, [.read, .write]),
        (.delete, false, []), ([], false, []), ([.read, .write], true, []),
    ]

    @Test(arguments: kinds)
    func `a mandatory lock forbids others what it blocks, and its own handle nothing`(
        blocks: ShareModes, isAdvisory: Bool, forbidden: ShareModes
    ) throws {
        var locks = RangeLocks()
        let range = try #require(ByteRange(offset: 10, length: 10))
        let lock = Self.lock(0, blocks, isAdvisory: isAdvisory)
        #expect(locks.insert(lock, range, offset: 10, length: 10) == true)
        for mode in [ShareModes.read, .write] {
            let other = Self.handles[1].id
            #expect(locks.forbids(mode, in: range, to: other) == forbidden.contains(mode))
            #expect(locks.forbids(mode, in: range, to: nil) == forbidden.contains(mode))
            #expect(!locks.forbids(mode, in: range, to: Self.handles[0].id))
        }
    }

    static let bases: [UInt64] = [0, 1 << 40, .max - 63]

    @Test(arguments: bases)
    func `any sequence of operations leaves what a map of bytes says`(base: UInt64) {
        for seed in 0..<UInt64(40) {
            var random = SeededRandom(seed: seed)
            var locks = RangeLocks()
            var model = ByteMap()
            for step in 0..<200 {
                let handle = random.next(below: Self.handles.count)
                let offset = random.next(below: 64)
                let length = 1 + random.next(below: min(8, 64 - offset))
                let owner = Self.handles[handle].id
                let place = base + UInt64(offset)
                let blocks = ShareModes(rawValue: UInt8(random.next(below: 4)))
                let isAdvisory = random.next(below: 3) == 0
                let lock = RangeLock(owner: owner, blocks: blocks, isAdvisory: isAdvisory)
                let range = ByteRange(offset: place, length: UInt64(length))
                switch random.next(below: 8) {
                case 0...3:
                    let isGranted = locks.insert(
                        lock, range, offset: place, length: UInt64(length))
                    let expected = model.insert(lock, offset..<offset + length)
                    #expect(isGranted == expected, "\(seed) \(step)")
                case 4...5:
                    let removed = locks.remove(
                        offset: place, length: UInt64(length), owner: owner)
                    let expected = model.remove(offset..<offset + length, owner)
                    #expect(removed == expected, "\(seed) \(step)")
                case 6:
                    guard let range else { continue }
                    for mode in [ShareModes.read, .write] {
                        let isForbidden = locks.forbids(mode, in: range, to: owner)
                        let expected = model.forbids(mode, offset..<offset + length, owner)
                        #expect(isForbidden == expected, "\(seed) \(step)")
                    }
                default:
                    guard random.next(below: 10) == 0 else { continue }
                    let expected = model.removeAll(owner)
                    #expect(locks.removeAll(of: owner).count == expected)
                }
                #expect(locks.count == model.count, "\(seed) \(step)")
            }
        }
    }
}

/// A handle, as far as locks need one.
final class Owner: Sendable {
    var id: LockOwner { ObjectIdentifier(self) }
}

/// The locks of 64 bytes, byte for byte.
private struct ByteMap {
    private struct Cell {
        var number: Int
        var range: Range<Int>
        var lock: RangeLock
    }

    private var cells = [Cell?](repeating: nil, count: 64)
    private var next = 0

    var count: Int { Set(cells.compactMap { $0?.number }).count }

    mutating func insert(_ lock: RangeLock, _ range: Range<Int>) -> Bool {
        guard cells[range].allSatisfy({ $0 == nil }) else { return false }
        next += 1
        for index in range { cells[index] = Cell(number: next, range: range, lock: lock) }
        return true
    }

    mutating func remove(_ range: Range<Int>, _ owner: LockOwner) -> RangeLock? {
        guard let cell = cells[range.lowerBound], cell.range == range, cell.lock.owner == owner
        else { return nil }
        for index in range { cells[index] = nil }
        return cell.lock
    }

    mutating func removeAll(_ owner: LockOwner) -> Int {
        let before = count
        for index in cells.indices where cells[index]?.lock.owner == owner { cells[index] = nil }
        return before - count
    }

    func forbids(_ mode: ShareModes, _ range: Range<Int>, _ owner: LockOwner) -> Bool {
        cells[range].contains { cell in
            guard let lock = cell?.lock else { return false }
            return lock.owner != owner && !lock.isAdvisory && lock.blocks.contains(mode)
        }
    }
}
