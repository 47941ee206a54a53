// What lies in a folder with a quota counts there, wherever it came from.
extension InodeTable {
    /// Notes where what is put into a directory counts; its name and parent are known.
    mutating func noteQuotaFolder(of directory: Int) {
        guard let folders = storage.account?.folders, !folders.isEmpty else { return }
        // A path too long to be said is none that has a quota.
        let own = (try? path(of: directory)).flatMap { folders.number(at: $0) }
        inodes[directory].quotaFolder = own ?? inodes[inodes[directory].parent].quotaFolder
    }

    /// Counts what was moved into a directory, with all that is in it, where it lies now.
    ///
    /// Returns the files among it, which are counted when the lock is free; a file with two
    /// names counts where the last one was moved to.
    mutating func recount(
        _ moved: Int, in directory: Int
    ) -> [(file: FileNode, quotaFolder: UInt16?)] {
        var files: [(file: FileNode, quotaFolder: UInt16?)] = []
        var rest = [(inode: moved, directory: directory)]
        while let (inode, directory) = rest.popLast() {
            let number = inodes[directory].quotaFolder
            if let file = inodes[inode].file {
                files.append((file, number))
                continue
            }
            let old = inodes[inode].metadata
            inodes[inode].metadata.quotaFolder = number
            // What is not enforced is not refused.
            try? storage.account?.replace(
                Charge(old), by: Charge(inodes[inode].metadata), isEnforced: false)
            guard isDirectory(inode) else { continue }
            noteQuotaFolder(of: inode)
            for entry in inodes[inode].names.entries where entry.inode >= 0 {
                rest.append((entry.inode, inode))
            }
        }
        return files
    }
}
