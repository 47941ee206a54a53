import SFTPWire

extension InMemoryFileSystem {
    private static let pageBytes: UInt64 = 4_096

    /// Counts in pages of 4 KiB, under the memory limit, the capacity and the quotas of `uid` and
    /// of a folder.
    ///
    /// Every inode could take the smallest cost.
    func statistics(for uid: UInt32, in quotaFolder: UInt16?) -> FileSystemStatistics {
        let pool = storage.pool
        let inodeBytes = UInt64(InodeTable.inodeCost + InodeTable.nameCost)
        let freeMemory = pool.limitBytes - min(pool.usedBytes, pool.limitBytes)
        let room = storage.account?.room(for: uid, in: quotaFolder)
        let freeBytes = min(freeMemory, room?.free.bytes ?? .max)
        let freeFiles = min(freeMemory / inodeBytes, room?.free.files ?? .max)
        let inodes = UInt64(table.withLock { $0.inodeCount })
        return FileSystemStatistics(
            blockSize: Self.pageBytes, fragmentSize: Self.pageBytes,
            blocks: min(pool.limitBytes, room?.capacity.bytes ?? .max) / Self.pageBytes,
            freeBlocks: freeBytes / Self.pageBytes,
            availableBlocks: min(freeBytes, room?.available.bytes ?? .max) / Self.pageBytes,
            files: min(inodes + freeMemory / inodeBytes, room?.capacity.files ?? .max),
            freeFiles: freeFiles,
            availableFiles: min(freeFiles, room?.available.files ?? .max), identifier: 0,
            flags: configuration.isReadOnly ? 1 : 0,
            maximumNameLength: UInt64(PathLimits.nameLength))
    }
}
