import SFTPFileSystem
import Testing

@testable import SFTPFileSystem

@Suite struct `The block pool` {
    @Test func `hands a returned block out again first`() throws {
        let pool = BlockPool(limitBytes: 1 << 20, retainedBytes: 1 << 20)
        let first = try pool.takeBlock()
        let second = try pool.takeBlock()
        #expect(first.address != second.address)
        pool.giveBack(first)
        #expect(try pool.takeBlock().address == first.address)
    }

    @Test func `keeps no more freed blocks than it may`() throws {
        let pool = BlockPool(limitBytes: 1 << 20, retainedBytes: 3 * 65_536)
        let blocks = try (0..<10).map { _ in try pool.takeBlock() }
        for block in blocks { pool.giveBack(block) }
        #expect(pool.warmBlockCount == 3)
        #expect(pool.usedBytes == 0)
        let again = try (0..<10).map { _ in try pool.takeBlock() }
        #expect(Set(again.map(\.address)) == Set(blocks.map(\.address)))
    }

    @Test func `gives distinct blocks over several chunks`() throws {
        let count = 1_200
        let pool = BlockPool(limitBytes: 1 << 30, retainedBytes: 0)
        let blocks = try (0..<count).map { _ in try pool.takeBlock() }
        for (index, block) in blocks.enumerated() {
            block.address.storeBytes(of: index, as: Int.self)
            block.address.storeBytes(of: index, toByteOffset: 65_528, as: Int.self)
        }
        for (index, block) in blocks.enumerated() {
            #expect(block.address.load(as: Int.self) == index)
            #expect(block.address.load(fromByteOffset: 65_528, as: Int.self) == index)
        }
    }

    @Test func `counts up to its limit and not beyond`() throws {
        let pool = BlockPool(limitBytes: 65_536 + 100, retainedBytes: 0)
        try pool.reserve(100)
        let block = try pool.takeBlock()
        #expect(throws: FileSystemError.noSpace) { try pool.reserve(1) }
        #expect(throws: FileSystemError.noSpace) { try pool.takeBlock() }
        pool.giveBack(block)
        pool.release(100)
        #expect(pool.usedBytes == 0)
        #expect(throws: FileSystemError.noSpace) { try pool.reserve(.max) }
    }
}
