/// Bits of a POSIX mode, as stat(2) has them.
enum FileMode {
    /// The file-type bits.
    static let typeMask: UInt32 = 0o170_000
    /// A regular file.
    static let regular: UInt32 = 0o100_000
    /// A directory.
    static let directory: UInt32 = 0o040_000
    /// A symbolic link.
    static let symlink: UInt32 = 0o120_000
    /// Permissions with set-id and sticky bits: what chmod(2) can change.
    static let permissionMask: UInt32 = 0o7_777
    /// The owner may read.
    static let ownerRead: UInt32 = 0o400
    /// The owner may write.
    static let ownerWrite: UInt32 = 0o200
    /// The owner may execute, or search a directory.
    static let ownerExecute: UInt32 = 0o100
    /// Permissions of a file created without any.
    static let defaultFile: UInt32 = 0o644
    /// Permissions of a directory created without any.
    static let defaultDirectory: UInt32 = 0o755
}

/// Limits on the content of a file.
enum FileLimits {
    /// Largest size and largest end of a write, bytes: off_t is signed.
    static let size = UInt64(Int64.max)

    /// The end of a transfer of `count` bytes at `offset`.
    ///
    /// - Throws: `invalidArgument` beyond the largest size.
    static func end(of count: Int, at offset: UInt64) throws(FileSystemError) -> UInt64 {
        let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
        guard !overflow, end <= size else { throw .invalidArgument }
        return end
    }
}
