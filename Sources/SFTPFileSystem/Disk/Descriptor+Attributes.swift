import CLinux
import Glibc
import SFTPWire

extension FileAttributes {
    /// Refuses what a disk cannot store with a file whose bits are `shown`.
    ///
    /// - Throws: `unsupported` for the creation time, which no Linux file system lets be set,
    ///   and for a change of bits that promise more than a note.
    fileprivate func checkStorable(over shown: AttributeBits) throws(FileSystemError) {
        guard createTime == nil else { throw .unsupported }
        let changed = bits(over: shown).symmetricDifference(shown)
        guard changed.isSubset(of: StoredAttributes.storableBits) else { throw .unsupported }
    }

    /// Refuses what nothing new can be made with on a disk.
    ///
    /// - Throws: as `checkRanges`; `unsupported`.
    func checkDiskCreation() throws(FileSystemError) {
        try checkRanges()
        try checkStorable(over: [])
    }

    /// What is stored after this change.
    fileprivate func stored(over old: StoredAttributes) -> StoredAttributes {
        var new = old
        new.bits = bits(over: old.bits).intersection(StoredAttributes.storableBits)
        if let acl { new.acl = acl.merged(over: old.acl) }
        new.mimeType = mimeType ?? old.mimeType
        new.textHint = textHint ?? old.textHint
        return new
    }

    /// Whether anything is to be stored that a disk has no place for of its own.
    fileprivate var needsStore: Bool {
        bits != nil || acl != nil || mimeType != nil || textHint != nil
    }
}

extension Descriptor {
    /// The attributes to show; what may not be read or cannot be stored is left out.
    func attributes() throws(FileSystemError) -> FileAttributes {
        let status = try status()
        guard status.hasStoredAttributes, let stored = try? storedAttributes()
        else { return FileAttributes(status) }
        return FileAttributes(status, stored)
    }

    /// As `attributes`, of `name` in an open directory; a link is not followed.
    ///
    /// The caller has checked that `name` is a single component.
    static func attributes(
        of name: [UInt8], in directory: Int32
    ) throws(FileSystemError) -> (clinux_status, FileAttributes) {
        let status = try status(of: name.span.bytes, in: directory)
        guard status.hasStoredAttributes,
            let stored = try? storedAttributes(of: name, in: directory)
        else { return (status, FileAttributes(status)) }
        return (status, FileAttributes(status, stored))
    }

    /// Changes the attributes that are present, all or none of them.
    ///
    /// `writer` is a descriptor that may write the file, if the caller has one.
    ///
    /// - Throws: `isADirectory` and `invalidArgument` for sizes of what is no file;
    ///   `unsupported`, and what the system calls say, with everything as it was.
    func change(_ attributes: FileAttributes, writer: Int32? = nil) throws(FileSystemError) {
        let old = try status()
        if attributes.isResizing, old.type != FileMode.regular {
            throw old.type == FileMode.directory ? .isADirectory : .invalidArgument
        }
        if attributes.permissions != nil, old.type == FileMode.symlink { throw .unsupported }
        try attributes.checkChange()
        let stored = old.hasStoredAttributes ? try storedAttributes() : StoredAttributes()
        try attributes.checkStorable(over: old.bits.union(stored.bits))
        if attributes.needsStore, !old.hasStoredAttributes { throw .unsupported }
        try apply(attributes, over: old, stored, writer: writer)
    }

    /// Applies the attributes of what was just created, except its size and owner.
    ///
    /// - Throws: as `change`.
    func applyToNew(_ attributes: FileAttributes) throws(FileSystemError) {
        var attributes = attributes
        attributes.size = nil
        attributes.uid = nil
        attributes.gid = nil
        let old = try status()
        if old.type == FileMode.directory { attributes.allocationSize = nil }
        try apply(attributes, over: old, StoredAttributes(), writer: nil)
    }

    /// Changes one after the other and, when one fails, puts the earlier ones back.
    private func apply(
        _ attributes: FileAttributes, over old: clinux_status, _ oldStored: StoredAttributes,
        writer: Int32?
    ) throws(FileSystemError) {
        let resize = try Resize(attributes, of: self, size: old.size, writer: writer)
        var before = FileAttributes()
        var isStored = false
        do throws(FileSystemError) {
            // First and last: here it tells whether they may be set, and below nothing fails.
            if let times = attributes.timesToSet {
                try setTimes(times)
                before.accessTime = Timestamp(old.access_time)
                before.modifyTime = Timestamp(old.modify_time)
            }
            if attributes.needsStore {
                try store(attributes.stored(over: oldStored))
                isStored = true
            }
            // A new owner may clear set-id bits, so the permissions come after it.
            if attributes.uid != nil || attributes.gid != nil {
                try setOwner(attributes.uid, attributes.gid)
                before.uid = old.uid
                before.gid = old.gid
                before.permissions = UInt32(old.mode)
            }
            if let permissions = attributes.permissions {
                try setPermissions(permissions)
                before.permissions = UInt32(old.mode)
            }
            try resize?.perform()
            // Neither owner nor size leaves the times alone.
            if let times = attributes.timesToSet { try setTimes(times) }
        } catch {
            // What could be changed can be changed back.
            if before.uid != nil { try? setOwner(before.uid, before.gid) }
            if let permissions = before.permissions { try? setPermissions(permissions) }
            if isStored { try? store(oldStored) }
            if let times = before.timesToSet { try? setTimes(times) }
            throw error
        }
    }

    private func setOwner(_ uid: UInt32?, _ gid: UInt32?) throws(FileSystemError) {
        // All ones means "leave".
        guard fchownat(number, "", uid ?? .max, gid ?? .max, clinux_at_empty_path) == 0
        else { throw FileSystemError(errno) }
    }

    private func setPermissions(_ permissions: UInt32) throws(FileSystemError) {
        try withProcessPath { Int(chmod($0, permissions & FileMode.permissionMask)) }
    }

    private func setTimes(_ times: (timespec, timespec)) throws(FileSystemError) {
        guard utimensat(number, "", [times.0, times.1], clinux_at_empty_path) == 0
        else { throw FileSystemError(errno) }
    }
}

/// A change of size and allocation size (draft-13 7.3 and 7.4), as far as it can be prepared.
private struct Resize: ~Copyable {
    private let opened: Descriptor?
    private let number: Int32
    private let oldSize: UInt64
    private let size: UInt64
    private let allocation: UInt64

    /// Prepares it; nil when neither size is to change.
    ///
    /// - Throws: as open(2) to write.
    init?(
        _ attributes: FileAttributes, of file: borrowing Descriptor, size old: UInt64,
        writer: Int32?
    ) throws(FileSystemError) {
        guard attributes.isResizing else { return nil }
        if let writer {
            opened = nil
            number = writer
        } else {
            let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            let descriptor = Descriptor(
                owning: Int32(try file.withProcessPath { Int(open($0, flags)) }))
            number = descriptor.number
            opened = consume descriptor
        }
        oldSize = old
        // An allocation below the size is a truncation.
        size = attributes.size ?? min(old, attributes.allocationSize ?? old)
        allocation = attributes.allocationSize ?? 0
    }

    /// Does it, all or nothing.
    ///
    /// - Throws: as fallocate(2) and ftruncate(2).
    borrowing func perform() throws(FileSystemError) {
        do throws(FileSystemError) {
            try allocate()
            // Without need it would take back what lies allocated beyond the end.
            guard size == oldSize || ftruncate(number, off_t(clamping: size)) == 0
            else { throw FileSystemError(errno) }
        } catch {
            // Takes back what lies allocated beyond the end.
            ftruncate(number, off_t(clamping: oldSize))
            throw error
        }
        // Cutting the file has taken back the space beyond its end, which is free again.
        if size < oldSize { try allocate() }
    }

    private borrowing func allocate() throws(FileSystemError) {
        guard allocation > size else { return }
        guard clinux_preallocate(number, Int64(clamping: allocation)) == 0
        else { throw FileSystemError(errno) }
    }
}
