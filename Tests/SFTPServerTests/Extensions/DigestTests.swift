import Testing

@testable import SFTPServer

/// The hash algorithms against the examples of their standards.
struct DigestTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let algorithm: String
        let text: String
        let hash: String

        init(_ algorithm: String, _ text: String, _ hash: String) {
            self.algorithm = algorithm
            self.text = text
            self.hash = hash
        }

        var testDescription: String { "\(algorithm) of '\(text)'" }
    }

    /// RFC 1321 appendix A.5, FIPS 180 examples, and the check value of CRC-32.
    static let examples = [
        Example("md5", "", "d41d8cd98f00b204e9800998ecf8427e"),
        Example("md5", "abc", "900150983cd24fb0d6963f7d28e17f72"),
        Example("md5", "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        Example("sha1", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        Example("sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        Example("sha224", "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        Example(
            "sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Example(
            "sha384", "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7"),
        Example(
            "sha512", "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
        Example("crc32", "", "00000000"),
        Example("crc32", "123456789", "cbf43926"),
        Example("crc32", "The quick brown fox jumps over the lazy dog", "414fa339"),
    ]

    @Test(arguments: examples)
    func `an algorithm gives its standard's hash`(example: Example) throws {
        let algorithm = try #require(DigestAlgorithm(rawValue: example.algorithm))
        let digest = try #require(Digest(algorithm))
        let bytes = Array(example.text.utf8)
        bytes.withUnsafeBytes { digest.update($0) }
        let hash = digest.finish()
        #expect(hex(hash) == example.hash)
        #expect(hash.count == algorithm.byteCount)
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `bytes can come in pieces, and another hash can follow`(algorithm: DigestAlgorithm)
        throws
    {
        let digest = try #require(Digest(algorithm))
        let bytes = pattern(1_000)
        bytes.withUnsafeBytes { digest.update($0) }
        let whole = digest.finish()
        for piece in [1, 63, 64, 65, 333] {
            for start in stride(from: 0, to: bytes.count, by: piece) {
                bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes {
                    digest.update($0)
                }
            }
            #expect(digest.finish() == whole, "in pieces of \(piece)")
        }
    }

    @Test(
        arguments: [
            ("md5", DigestAlgorithm.md5), ("sha512,md5", .sha512), ("md4,crc32,sha1", .crc32),
            ("x@example.com,sha256", .sha256), ("", nil), ("SHA1", nil), ("sha1 ", nil),
            (",,", nil),
        ] as [(String, DigestAlgorithm?)])
    func `the first algorithm of the list that is known is used`(
        list: String, expected: DigestAlgorithm?
    ) {
        let bytes = Array(list.utf8)
        #expect(DigestAlgorithm(firstOf: bytes.span.bytes) == expected)
    }
}
