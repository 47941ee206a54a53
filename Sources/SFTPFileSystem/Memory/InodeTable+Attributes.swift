import SFTPWire

extension InodeTable {
    /// Changes the attributes of anything but a file, all or none of them.
    ///
    /// - Throws: `isADirectory` or `invalidArgument` for a size; `unsupported` for what a link
    ///   has not; `permissionDenied` where the attribute bits forbid it; `noSpace`,
    ///   `quotaExceeded`.
    mutating func setAttributes(
        _ attributes: FileAttributes, of number: Int, time: Timestamp
    ) throws(FileSystemError) {
        if attributes.isResizing { throw isDirectory(number) ? .isADirectory : .invalidArgument }
        if case .symlink = inodes[number].kind,
            attributes.permissions != nil || attributes.bits != nil || attributes.acl != nil
        {
            throw .unsupported
        }
        try attributes.checkChange()
        try attributes.checkBits()
        let old = inodes[number].metadata
        if !old.bits.isDisjoint(with: .fixed), attributes.changesMoreThanBits {
            throw .permissionDenied
        }
        var changed = old
        changed.apply(attributes, time: time)
        try storage.pay(for: changed, insteadOf: old)
        inodes[number].metadata = changed
    }
}
