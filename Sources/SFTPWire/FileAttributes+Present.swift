extension FileAttributes {
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
