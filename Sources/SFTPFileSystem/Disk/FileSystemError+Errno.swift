import Glibc

extension FileSystemError {
    /// The one mapping from errno(3) to the errors of this module.
    init(_ code: Int32) {
        self =
            switch code {
            case ENOENT: .notFound
            case EACCES, EPERM: .permissionDenied
            case EEXIST: .alreadyExists
            case ENOTDIR: .notADirectory
            case EISDIR: .isADirectory
            case ENOTEMPTY: .directoryNotEmpty
            case ELOOP: .linkLoop
            case EROFS: .readOnly
            case ENOSPC: .noSpace
            case EDQUOT: .quotaExceeded
            case ENAMETOOLONG: .invalidName
            case EBUSY, ETXTBSY: .busy
            case EINVAL, EFBIG: .invalidArgument
            // ENXIO and ENODEV: opening a socket, a device without driver, or a FIFO to write.
            case EXDEV, ENOSYS, EOPNOTSUPP, ENXIO, ENODEV: .unsupported
            case EMFILE, ENFILE, ENOMEM: .outOfResources
            case ENOMEDIUM: .noMedia
            // As ext4, XFS and btrfs report a failed check of their structures or sums.
            case EUCLEAN, EBADMSG: .corrupt
            default: .inputOutput
            }
    }
}
