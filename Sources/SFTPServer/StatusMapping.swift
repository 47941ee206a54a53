internal import SFTPFileSystem
internal import SFTPWire

/// The only mapping from file-system errors to status codes.
enum StatusMapping {
    /// The code of version 6 and the message for an error; a reply says the nearest code of
    /// its version.
    static func status(of error: FileSystemError) -> (code: StatusCode, message: StaticString) {
        switch error {
        case .notFound: (.noSuchFile, "No such file")
        case .parentNotFound: (.noSuchPath, "No such path")
        case .permissionDenied: (.permissionDenied, "Permission denied")
        case .cannotDelete: (.cannotDelete, "File cannot be deleted")
        case .alreadyExists: (.fileAlreadyExists, "File already exists")
        case .notADirectory: (.notADirectory, "Not a directory")
        case .isADirectory: (.fileIsADirectory, "Is a directory")
        case .directoryNotEmpty: (.dirNotEmpty, "Directory not empty")
        case .linkLoop: (.linkLoop, "Too many levels of symbolic links")
        case .readOnly: (.writeProtect, "Read-only file system")
        case .noSpace: (.noSpaceOnFilesystem, "No space left on device")
        case .quotaExceeded: (.quotaExceeded, "Disk quota exceeded")
        case .invalidName: (.invalidFilename, "Invalid file name")
        case .busy: (.lockConflict, "Resource busy")
        case .invalidArgument: (.invalidParameter, "Invalid argument")
        case .unsupported: (.opUnsupported, "Operation unsupported")
        case .outOfResources: (.failure, "Too many open files")
        case .noMedia: (.noMedia, "No medium found")
        case .corrupt: (.fileCorrupt, "File system is corrupt")
        case .inputOutput: (.failure, "Input/output error")
        }
    }
}
