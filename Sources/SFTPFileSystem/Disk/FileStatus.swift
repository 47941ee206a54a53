import Glibc
import SFTPWire

extension FileAttributes {
    /// What stat(2) told.
    init(_ status: stat) {
        self.init()
        size = UInt64(clamping: status.st_size)
        uid = status.st_uid
        gid = status.st_gid
        permissions = status.st_mode
        accessTime = Timestamp(status.st_atim)
        modifyTime = Timestamp(status.st_mtim)
    }

    /// The pair of times for utimensat(2), absent ones left as they are; nil when both are.
    var timesToSet: (timespec, timespec)? {
        guard accessTime != nil || modifyTime != nil else { return nil }
        return (timespec(accessTime), timespec(modifyTime))
    }
}

extension stat {
    /// The file-type bits.
    var type: UInt32 { st_mode & FileMode.typeMask }

    /// Which file it is.
    var identity: FileIdentity {
        FileIdentity(device: UInt64(st_dev), inode: UInt64(st_ino))
    }

    /// Number of hard links, as wide as a listing shows it.
    var linkCount: UInt32 { UInt32(clamping: st_nlink) }
}

extension Timestamp {
    /// What stat(2) told.
    fileprivate init(_ time: timespec) {
        self.init(
            seconds: Int64(time.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
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
