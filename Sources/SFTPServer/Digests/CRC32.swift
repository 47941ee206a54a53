/// The check of ISO 3309, which check-file calls crc32 (as zip and gzip compute it).
struct CRC32 {
    private var state: UInt32 = 0xffff_ffff

    /// What each value of the lowest byte does to the register, bit by bit.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { register, _ in
            register & 1 == 0 ? register >> 1 : register >> 1 ^ 0xedb8_8320
        }
    }

    /// Takes more bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var register = state
        Self.table.withUnsafeBufferPointer { table in
            for byte in bytes {
                register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
            }
        }
        state = register
    }

    /// The check of all bytes, most significant byte first.
    var bytes: [UInt8] {
        let check = ~state
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: check >> $0) }
    }
}
