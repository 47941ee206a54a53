import CLinux
import Glibc
import SFTPWire

extension FileAttributes {
    /// What statx(2) told, with what was stored besides.
    init(_ status: clinux_status, _ stored: StoredAttributes = StoredAttributes()) {
        self.init()
        size = status.size
        // Of 512 bytes, whatever the file system's blocks are.
        allocationSize = status.blocks.multipliedReportingOverflow(by: 512).partialValue
        uid = status.uid
        gid = status.gid
        permissions = UInt32(status.mode)
        linkCount = status.link_count
        accessTime = Timestamp(status.access_time)
        modifyTime = Timestamp(status.modify_time)
        if status.mask & clinux_has_birth_time != 0 { createTime = Timestamp(status.birth_time) }
        ctime = Timestamp(status.change_time)
        bits = stored.bits.union(status.bits)
        bitsValid = StoredAttributes.storableBits.union(status.knownBits)
        textHint = stored.textHint
        // Most files have neither, and setting them allocates.
        if let acl = stored.acl { self.acl = acl }
        if let mimeType = stored.mimeType { self.mimeType = mimeType }
    }

    /// The pair of times for utimensat(2), absent ones left as they are; nil when both are.
    var timesToSet: (timespec, timespec)? {
        guard accessTime != nil || modifyTime != nil else { return nil }
        return (timespec(accessTime), timespec(modifyTime))
    }
}

extension clinux_status {
    /// Attributes of statx(2), by STATX_ATTR_COMPRESSED, IMMUTABLE, APPEND and ENCRYPTED.
    private static let bits: [(UInt64, AttributeBits)] = [
        (0x4, .compressed), (0x10, .immutable), (0x20, .appendOnly), (0x800, .encrypted),
    ]

    /// The attribute bits the disk itself keeps for this file.
    var bits: AttributeBits { Self.bits(attributes & attributes_mask) }

    /// The attribute bits the disk itself could keep.
    var knownBits: AttributeBits { Self.bits(attributes_mask) }

    private static func bits(_ flags: UInt64) -> AttributeBits {
        bits.reduce(into: []) { found, row in
            if flags & row.0 != 0 { found.insert(row.1) }
        }
    }

    /// Whether extended attributes can be stored with it.
    var hasStoredAttributes: Bool { type == FileMode.regular || type == FileMode.directory }

    /// The file-type bits.
    var type: UInt32 { UInt32(mode) & FileMode.typeMask }

    /// Which file it is.
    var identity: FileIdentity {
        FileIdentity(
            device: UInt64(device_major) << 32 | UInt64(device_minor), inode: inode)
    }

    /// Number of hard links, as wide as a listing shows it.
    var linkCount: UInt32 { link_count }
}

extension Timestamp {
    /// What statx(2) told.
    init(_ time: clinux_time) {
        self.init(seconds: time.seconds, nanoseconds: time.nanoseconds)
    }
}

extension timespec {
    /// UTIME_OMIT, a macro Swift does not import.
    private static let omitted = (1 << 30) - 2

    /// A time to set, or to leave when nil.
    fileprivate init(_ time: Timestamp?) {
        self.init()
        guard let time else {
            tv_nsec = Self.omitted
            return
        }
        tv_sec = Int(time.seconds)
        tv_nsec = Int(time.nanoseconds)
    }
}
