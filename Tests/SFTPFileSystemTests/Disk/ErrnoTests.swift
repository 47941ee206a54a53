import Glibc
import Testing

@testable import SFTPFileSystem

@Suite struct `An error number of Linux becomes one of the files` {
    static let table: [(Int32, FileSystemError)] = [
        (ENOENT, .notFound), (EACCES, .permissionDenied), (EPERM, .permissionDenied),
        (EEXIST, .alreadyExists), (ENOTDIR, .notADirectory), (EISDIR, .isADirectory),
        (ENOTEMPTY, .directoryNotEmpty), (ELOOP, .linkLoop), (EROFS, .readOnly),
        (ENOSPC, .noSpace), (EDQUOT, .quotaExceeded), (ENAMETOOLONG, .invalidName),
        (EINVAL, .invalidArgument), (EXDEV, .unsupported), (ENOSYS, .unsupported),
        (EOPNOTSUPP, .unsupported), (ENXIO, .unsupported), (ENODEV, .unsupported),
        (ENOMEDIUM, .noMedia), (EUCLEAN, .corrupt), (EBADMSG, .corrupt),
        (EBUSY, .busy), (ETXTBSY, .busy),
        (EFBIG, .invalidArgument), (EMFILE, .outOfResources), (ENFILE, .outOfResources),
        (ENOMEM, .outOfResources), (EIO, .inputOutput), (0, .inputOutput), (.max, .inputOutput),
    ]

    @Test(arguments: table)
    func `each to its own`(number: Int32, error: FileSystemError) {
        #expect(FileSystemError(number) == error)
    }
}
