extension FileAttributes {
    /// The numbers of attributes, and which of them are there.
    @usableFromInline struct Numbers: Equatable, Sendable {
        // A number that is absent is 0, so that equal attributes have equal storage.
        @usableFromInline var present = Present()
        @usableFromInline var type = FileType(rawValue: 0)
        @usableFromInline var textHint = TextHint(rawValue: 0)
        @usableFromInline var uid = UInt32(0)
        @usableFromInline var gid = UInt32(0)
        @usableFromInline var permissions = UInt32(0)
        @usableFromInline var linkCount = UInt32(0)
        @usableFromInline var bits = AttributeBits()
        @usableFromInline var bitsValid = AttributeBits()
        @usableFromInline var size = UInt64(0)
        @usableFromInline var allocationSize = UInt64(0)
        @usableFromInline var accessTime = Timestamp(seconds: 0)
        @usableFromInline var modifyTime = Timestamp(seconds: 0)
        @usableFromInline var createTime = Timestamp(seconds: 0)
        @usableFromInline var ctime = Timestamp(seconds: 0)

        @inlinable init() {}
    }

    /// Which numbers are there.
    @usableFromInline struct Present: OptionSet, Sendable {
        @usableFromInline var rawValue: UInt16

        @inlinable
        init(rawValue: UInt16) { self.rawValue = rawValue }

        @inlinable
        mutating func set(_ bit: Present, _ isPresent: Bool) {
            if isPresent { rawValue |= bit.rawValue } else { rawValue &= ~bit.rawValue }
        }

        @inlinable static var size: Present { Present(rawValue: 1 << 0) }
        @inlinable static var allocationSize: Present { Present(rawValue: 1 << 1) }
        @inlinable static var uid: Present { Present(rawValue: 1 << 2) }
        @inlinable static var gid: Present { Present(rawValue: 1 << 3) }
        @inlinable static var permissions: Present { Present(rawValue: 1 << 4) }
        @inlinable static var linkCount: Present { Present(rawValue: 1 << 5) }
        @inlinable static var accessTime: Present { Present(rawValue: 1 << 6) }
        @inlinable static var modifyTime: Present { Present(rawValue: 1 << 7) }
        @inlinable static var createTime: Present { Present(rawValue: 1 << 8) }
        @inlinable static var ctime: Present { Present(rawValue: 1 << 9) }
        @inlinable static var bits: Present { Present(rawValue: 1 << 10) }
        @inlinable static var bitsValid: Present { Present(rawValue: 1 << 11) }
        @inlinable static var type: Present { Present(rawValue: 1 << 12) }
        @inlinable static var textHint: Present { Present(rawValue: 1 << 13) }
    }
}
