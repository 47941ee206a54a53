import SFTPFileSystem
import SFTPServer
import SFTPWire
import Testing

/// The status of each error of the files, as version 3 knows it.
@Suite struct StatusMappingTests {
    static let rows: [(FileSystemError, StatusCode, String)] = [
        (.notFound, .noSuchFile, "No such file"),
        (.parentNotFound, .noSuchFile, "No such path"),
        (.permissionDenied, .permissionDenied, "Permission denied"),
        (.cannotDelete, .permissionDenied, "File cannot be deleted"),
        (.alreadyExists, .failure, "File already exists"),
        (.notADirectory, .noSuchFile, "Not a directory"),
        (.isADirectory, .failure, "Is a directory"),
        (.directoryNotEmpty, .failure, "Directory not empty"),
        (.linkLoop, .failure, "Too many levels of symbolic links"),
        (.readOnly, .permissionDenied, "Read-only file system"),
        (.noSpace, .failure, "No space left on device"),
        (.quotaExceeded, .failure, "Disk quota exceeded"),
        (.invalidName, .failure, "Invalid file name"),
        (.busy, .failure, "Resource busy"),
        (.invalidArgument, .failure, "Invalid argument"),
        (.unsupported, .opUnsupported, "Operation unsupported"),
        (.outOfResources, .failure, "Too many open files"),
        (.noMedia, .failure, "No medium found"),
        (.corrupt, .failure, "File system is corrupt"),
        (.inputOutput, .failure, "Input/output error"),
    ]

    @Test(arguments: rows)
    func `an error of the files has this code and message`(
        error: FileSystemError, code: StatusCode, message: String
    ) throws {
        let counting = Counting()
        counting.failing = 1
        counting.error = error
        let server = try Server { FaultyFileSystem($0, counting) }
        let client = server.connect()
        #expect(client.ask(Request.stat("a.txt")) == .status(7, code, message))
    }

    @Test func `every error has a row`() {
        #expect(Self.rows.map(\.0) == FileSystemError.allCases)
    }
}
