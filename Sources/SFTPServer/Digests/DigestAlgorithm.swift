internal import SFTPWire

/// The hash algorithms of check-file, by the names of
/// draft-ietf-secsh-filexfer-extensions-00 section 3.
enum DigestAlgorithm: String, CaseIterable {
    case md5, sha1, sha224, sha256, sha384, sha512, crc32

    /// Bytes of a hash.
    var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        case .crc32: 4
        }
    }

    /// The first name of a comma-separated list that is known, as the draft wants it chosen.
    init?(firstOf list: RawSpan) {
        for name in list.array.split(separator: UInt8(ascii: ",")) {
            for algorithm in Self.allCases where algorithm.rawValue.utf8.elementsEqual(name) {
                self = algorithm
                return
            }
        }
        return nil
    }
}
