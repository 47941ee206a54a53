import SFTPWire
import Testing

@testable import SFTPServer

/// Which handles of one file go together (draft-13 section 8.1.1.3, SSH_FXF_BLOCK flags).
@Suite struct FileSharesTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        var first: ShareUse
        var second: ShareUse
        var isAdmitted: Bool

        init(_ first: ShareUse, _ second: ShareUse, _ isAdmitted: Bool) {
            self.first = first
            self.second = second
            self.isAdmitted = isAdmitted
        }

        var testDescription: String { "\(first), \(second)" }
    }

    private static func use(
        _ access: ShareModes, _ blocks: ShareModes = [], isAdvisory: Bool = false
    ) -> ShareUse {
        ShareUse(access: access, blocks: blocks, isAdvisory: isAdvisory)
    }

    static let pairs = [
        // Nobody blocks.
        Pair(use(.read), use(.read), true),
        Pair(use(.write), use([.read, .write, .delete]), true),
        // BLOCK_READ looks at handles that read, before and after.
        Pair(use(.read, .read), use(.read), false),
        Pair(use(.read, .read), use(.write), true),
        Pair(use(.read), use(.read, .read), false),
        Pair(use(.write), use(.read, .read), true),
        // BLOCK_WRITE likewise.
        Pair(use(.write, .write), use(.write), false),
        Pair(use(.write, .write), use(.read), true),
        Pair(use([.read, .write]), use(.read, .write), false),
        // BLOCK_DELETE.
        Pair(use(.read, .delete), use(.delete), false),
        Pair(use(.read, .delete), use([.read, .write]), true),
        Pair(use(.delete), use(.read, .delete), false),
        // Blocking what one does oneself binds the others only.
        Pair(use([.read, .write], [.read, .write]), use([]), true),
        // Advisory blocks bind handles that block something, and no others.
        Pair(use(.write, .write, isAdvisory: true), use(.write), true),
        Pair(use(.write), use(.write, .write, isAdvisory: true), true),
        Pair(use(.write, .write, isAdvisory: true), use(.write, .delete), false),
        Pair(use(.write, .delete), use(.read, .write, isAdvisory: true), false),
        Pair(use(.write, .write, isAdvisory: true), use(.write, .delete, isAdvisory: true), false),
        Pair(use(.read, .write, isAdvisory: true), use(.read, .write, isAdvisory: true), true),
        // A mandatory block looks at every handle there is.
        Pair(use(.read, .write, isAdvisory: true), use(.write, .read), false),
    ]

    @Test(arguments: pairs)
    func `a second handle is admitted or not`(pair: Pair) throws {
        var shares = FileShares()
        shares.add(pair.first)
        #expect(shares.refusal(of: pair.second) == (pair.isAdmitted ? nil : .lockConflict))
        shares.remove(pair.first)
        #expect(shares.refusal(of: pair.second) == nil)
        #expect(shares.openCount == 0)
    }

    @Test func `any sequence of handles is admitted as a look at each pair says`() {
        for seed in 0..<UInt64(60) {
            var random = SeededRandom(seed: seed)
            var shares = FileShares()
            var open: [ShareUse] = []
            for step in 0..<150 {
                if random.next(below: 3) == 0, !open.isEmpty {
                    shares.remove(open.remove(at: random.next(below: open.count)))
                    continue
                }
                let use = ShareUse(
                    access: ShareModes(rawValue: UInt8(random.next(below: 8))),
                    blocks: ShareModes(
                        rawValue: UInt8(random.next(below: 3) == 0 ? random.next(below: 8) : 0)),
                    isAdvisory: random.next(below: 2) == 0)
                let expected = open.allSatisfy { goTogether($0, use) }
                #expect((shares.refusal(of: use) == nil) == expected, "\(seed) \(step)")
                guard expected else { continue }
                shares.add(use)
                open.append(use)
            }
            #expect(shares.openCount == open.count)
        }
    }

    private func goTogether(_ left: ShareUse, _ right: ShareUse) -> Bool {
        func binds(_ blocking: ShareUse, _ other: ShareUse) -> Bool {
            guard !blocking.isAdvisory || !other.blocks.isEmpty else { return false }
            return !blocking.blocks.isDisjoint(with: other.access)
        }
        return !binds(left, right) && !binds(right, left)
    }

    @Test func `a lock against deletion binds the whole file, while it is held`() {
        var shares = FileShares()
        let handle = Owner()
        let reader = Self.use(.read)
        shares.add(reader)
        let lock = RangeLock(owner: handle.id, blocks: .delete, isAdvisory: false)
        let range = ByteRange(offset: 5, length: 1)
        #expect(shares.lock(lock, range, offset: 5, length: 1, by: reader) == true)
        #expect(shares.refusal(of: Self.use(.delete)) == .lockConflict)
        #expect(shares.refusal(of: Self.use(.write)) == nil)
        #expect(shares.unlock(offset: 5, length: 1, owner: handle.id) == true)
        #expect(shares.refusal(of: Self.use(.delete)) == nil)
        #expect(shares.lock(lock, range, offset: 5, length: 1, by: reader) == true)
        #expect(shares.unlockAll(of: handle.id) == 1)
        #expect(shares.refusal(of: Self.use(.delete)) == nil)
    }

    @Test(arguments: [false, true])
    func `a lock against deletion is refused while another handle may delete`(isAdvisory: Bool) {
        var shares = FileShares()
        let handle = Owner()
        let own = Self.use([.read, .delete], isAdvisory ? .read : [], isAdvisory: true)
        shares.add(own)
        let lock = RangeLock(owner: handle.id, blocks: .delete, isAdvisory: isAdvisory)
        #expect(shares.lock(lock, nil, offset: 9, length: 0, by: own) == true)
        #expect(shares.unlock(offset: 9, length: 0, owner: handle.id) == true)
        shares.add(Self.use(.delete, isAdvisory ? .write : [], isAdvisory: true))
        #expect(shares.lock(lock, nil, offset: 9, length: 0, by: own) == false)
    }
}
