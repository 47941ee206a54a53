import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Virtual content is the same wherever its reading begins` {
    static let contents: [FileContent] = [
        .zero(size: 1_000), .random(size: 1_000, seed: 0), .random(size: 1_000, seed: .max),
        .repeated(Array("hello, ".utf8), size: 1_000), .repeated([7], size: 1_000),
        .bytes(Array("just this".utf8)), .bytes([]), .random(size: 0, seed: 1),
    ]

    private func bytes(_ content: FileContent, _ count: Int, at offset: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: count)
        bytes.withUnsafeMutableBytes { VirtualContent(content).fill($0, at: offset) }
        return bytes
    }

    @Test(arguments: contents)
    func `every offset and length gives the same bytes, zeros behind the end`(
        content: FileContent
    ) {
        let whole = bytes(content, 1_100, at: 0)
        let end = Int(content.size)
        #expect(whole[end...].allSatisfy { $0 == 0 })
        for offset in [0, 1, 2, 3, 7, 8, 9, 500, 990, 999, 1_000, 1_050] {
            for count in [0, 1, 5, 7, 8, 9, 15, 16, 17, 40] {
                let part = bytes(content, count, at: UInt64(offset))
                #expect(part == Array(whole[offset..<offset + count]))
            }
        }
    }

    @Test func `random bytes are the numbers of the package's generator`() {
        var random = SeededRandom(seed: 42)
        var expected: [UInt8] = []
        for _ in 0..<8 {
            let word = random.next()
            for shift in 0..<8 { expected.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        #expect(bytes(.random(size: 64, seed: 42), 64, at: 0) == expected)
    }

    @Test func `text repeats from the start and is cut at the size`() {
        let content = FileContent.repeated(Array("abc".utf8), size: 8)
        #expect(bytes(content, 9, at: 0) == Array("abcabcab\0".utf8))
    }

    @Test func `the far end of a huge content is computed at once`() {
        let size = UInt64(Int64.max)
        let content = FileContent.repeated(Array("0123456789".utf8), size: size)
        #expect(bytes(content, 4, at: size - 2) == Array("56\0\0".utf8))
    }
}
