/// Why a file-system operation failed, in POSIX terms; SFTPServer maps it to a status code.
public enum FileSystemError: Error, Equatable, Sendable, CaseIterable {
    /// ENOENT: the last component does not exist.
    case notFound
    /// ENOENT on a component before the last.
    case parentNotFound
    /// EACCES or EPERM.
    case permissionDenied
    /// EPERM, where an attribute bit protects a file from removal (draft-13 9.1).
    case cannotDelete
    /// EEXIST.
    case alreadyExists
    /// ENOTDIR.
    case notADirectory
    /// EISDIR.
    case isADirectory
    /// ENOTEMPTY.
    case directoryNotEmpty
    /// ELOOP.
    case linkLoop
    /// EROFS.
    case readOnly
    /// ENOSPC.
    case noSpace
    /// EDQUOT.
    case quotaExceeded
    /// ENAMETOOLONG, or a name with a NUL or a slash in it.
    case invalidName
    /// EBUSY, ETXTBSY: the kernel or a running program holds it.
    case busy
    /// EINVAL, EFBIG: an offset or size out of range, a move into itself.
    case invalidArgument
    /// EXDEV, ENOSYS, EOPNOTSUPP: this backend cannot do it.
    case unsupported
    /// EMFILE, ENFILE, ENOMEM: this machine has no room for one more open file.
    case outOfResources
    /// ENOMEDIUM: there is no medium in the drive.
    case noMedia
    /// EUCLEAN or EBADMSG: what is stored contradicts itself.
    case corrupt
    /// EIO and everything else.
    case inputOutput
}
