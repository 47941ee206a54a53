internal import CLibCrypto

/// Computes hashes of one algorithm, one after the other.
final class Digest {
    let algorithm: DigestAlgorithm
    private let function: OpaquePointer?
    private let context: OpaquePointer?
    private var check = CRC32()

    /// Makes a hash of no bytes yet; nil when libcrypto refuses the algorithm (a FIPS build does
    /// MD5) or has no memory.
    init?(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        function = Self.function(of: algorithm)
        context = function == nil ? nil : EVP_MD_CTX_new()
        guard algorithm == .crc32 || begin() else { return nil }
    }

    deinit { EVP_MD_CTX_free(context) }

    private static func function(of algorithm: DigestAlgorithm) -> OpaquePointer? {
        switch algorithm {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        case .crc32: nil
        }
    }

    private func begin() -> Bool {
        context != nil && EVP_DigestInit_ex(context, function, nil) == 1
    }

    /// Takes more bytes.
    func update(_ bytes: UnsafeRawBufferPointer) {
        if algorithm == .crc32 {
            check.update(bytes)
        } else {
            // It cannot fail for a context that was begun.
            _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
    }

    /// The hash of all bytes; the next one begins.
    func finish() -> [UInt8] {
        if algorithm == .crc32 {
            defer { check = CRC32() }
            return check.bytes
        }
        let hash = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var length: UInt32 = 0
            let isDone = EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1
            count = isDone ? min(Int(length), buffer.count) : 0
        }
        _ = begin()
        return hash
    }
}
