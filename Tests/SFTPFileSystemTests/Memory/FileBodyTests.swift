import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPFileSystem

@Suite struct `The body of a file` {
    private func pool(limit: UInt64 = 1 << 30, retained: UInt64 = 1 << 20) -> BlockPool {
        BlockPool(limitBytes: limit, retainedBytes: retained)
    }

    @Test(arguments: 1...12)
    func `holds what a plain array would hold after random changes`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pool = pool()
        let starts: [FileContent] = [
            .zero(size: 0), .random(size: 200_000, seed: seed),
            .repeated(Array("text ".utf8), size: 150_000), .bytes(Array("short".utf8)),
        ]
        let body = Body(starts[random.next(below: starts.count)], pool: pool)
        var model = body.read(1 << 20, at: 0)
        for _ in 0..<300 {
            let offset = random.next(below: random.next(below: 2) == 0 ? 2_000 : 400_000)
            let count = random.next(below: random.next(below: 2) == 0 ? 300 : 140_000)
            switch random.next(below: 8) {
            case 0...3:
                let byte = UInt8(truncatingIfNeeded: random.next())
                let bytes = [UInt8](repeating: byte, count: count)
                try body.write(count, of: byte, at: UInt64(offset))
                guard count > 0 else { break }
                if model.count < offset + count {
                    model += [UInt8](repeating: 0, count: offset + count - model.count)
                }
                model.replaceSubrange(offset..<offset + count, with: bytes)
            case 4:
                try body.resize(to: UInt64(offset))
                model = Array(model.prefix(offset))
                model += [UInt8](repeating: 0, count: offset - model.count)
            default:
                let wanted = Array(model.dropFirst(offset).prefix(count))
                try #require(body.read(count, at: UInt64(offset)) == wanted)
            }
            try #require(body.size == UInt64(model.count))
        }
        #expect(body.read(1 << 20, at: 0) == model)
        try body.resize(to: 0)
        #expect(pool.usedBytes == 0)
    }

    @Test func `a small file costs a small power of two`() throws {
        for (size, cost) in [(1, 128), (128, 128), (129, 256), (5_000, 8_192), (32_768, 32_768)] {
            let pool = pool()
            let body = Body(.zero(size: 0), pool: pool)
            try body.write(size, at: 0)
            #expect(pool.usedBytes == UInt64(cost))
        }
    }

    @Test func `a growing file goes from small memory to whole blocks`() throws {
        let pool = pool()
        let body = Body(.zero(size: 0), pool: pool)
        try body.write(100, at: 0)
        try body.write(40_000, at: 100)
        #expect(pool.usedBytes == 65_536)
        try body.write(65_536, at: 40_100)
        #expect(pool.usedBytes == 2 * 65_536)
        #expect(body.read(200_000, at: 0) == [UInt8](repeating: 1, count: 105_636))
    }

    @Test func `a write into virtual content copies the touched block only`() throws {
        let pool = pool()
        let size: UInt64 = 100 << 30
        let body = Body(.random(size: size, seed: 3), pool: pool)
        let before = body.read(200_000, at: 50 << 30)
        try body.write(10, at: (50 << 30) + 100_000)
        var after = body.read(200_000, at: 50 << 30)
        #expect(pool.usedBytes == 65_536)
        #expect(body.size == size)
        #expect(Array(after[100_000..<100_010]) == [UInt8](repeating: 1, count: 10))
        after.replaceSubrange(100_000..<100_010, with: before[100_000..<100_010])
        #expect(after == before)
    }

    @Test func `blocks written in any order are found`() throws {
        let pool = pool()
        let body = Body(.zero(size: 0), pool: pool)
        for number: UInt64 in [9, 3, 1 << 40, 0, 5, 4] {
            try body.write(1, at: number * 65_536)
        }
        for number: UInt64 in [9, 3, 1 << 40, 0, 5, 4] {
            #expect(body.read(2, at: number * 65_536).first == 1)
        }
        #expect(body.read(1, at: 7 * 65_536) == [0])
        #expect(pool.usedBytes == 5 * 65_536 + 128)
    }

    @Test func `a write that meets the limit keeps what came before it`() throws {
        let pool = pool(limit: 2 * 65_536)
        let body = Body(.zero(size: 0), pool: pool)
        #expect(throws: FileSystemError.noSpace) { try body.write(200_000, at: 0) }
        #expect(body.size == 131_072)
        #expect(body.read(200_000, at: 0) == [UInt8](repeating: 1, count: 131_072))
    }

    @Test func `nothing is stored beyond the largest size`() throws {
        let body = Body(.zero(size: 0), pool: pool())
        let end = UInt64(Int64.max)
        try body.write(1, at: end - 1)
        #expect(body.size == end)
        #expect(body.read(10, at: end - 2) == [0, 1])
        #expect(throws: FileSystemError.invalidArgument) { try body.write(1, at: end) }
        #expect(throws: FileSystemError.invalidArgument) { try body.write(1, at: .max) }
        #expect(throws: FileSystemError.invalidArgument) { try body.resize(to: end + 1) }
        #expect(body.read(10, at: .max) == [])
    }
}

/// A body in a class, because the macros of the tests cannot capture what is not copyable.
private final class Body {
    private var body: FileBody

    init(_ content: FileContent, pool: BlockPool) {
        body = FileBody(content, pool: pool)
    }

    var size: UInt64 { body.size }

    /// What is computed can always be read; only a lower file may fail.
    func read(_ count: Int, at offset: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: count)
        do {
            let got = try bytes.withUnsafeMutableBytes { try body.read(at: offset, into: $0) }
            return Array(bytes[..<got])
        } catch {
            Issue.record(error)
            return []
        }
    }

    func write(_ count: Int, of byte: UInt8 = 1, at offset: UInt64) throws {
        let bytes = [UInt8](repeating: byte, count: count)
        try bytes.span.bytes.withUnsafeBytes { bytes throws(FileSystemError) in
            try body.write(bytes, at: offset)
        }
    }

    func resize(to size: UInt64) throws {
        try body.resize(to: size)
    }
}
