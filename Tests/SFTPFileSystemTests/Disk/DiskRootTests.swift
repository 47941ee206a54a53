import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPFileSystem

@Suite struct `A root folder that cannot be served is an error of one line` {
    @Test func `a missing folder`() {
        let error = #expect(throws: DiskRootError.self) {
            try DiskFileSystem(root: "/nonexistent/folder")
        }
        #expect(error?.description == "root folder /nonexistent/folder: no such folder")
        #expect(error?.reason == .notFound)
    }

    @Test func `a file`() {
        let error = #expect(throws: DiskRootError.self) {
            try DiskFileSystem(root: "/etc/passwd")
        }
        #expect(error?.description == "root folder /etc/passwd: not a folder")
        #expect(error?.reason == .notADirectory)
    }

    @Test func `a folder that may not be read`() throws {
        try withTemporaryFolder { root in
            chmod(root, 0o300)
            let error = #expect(throws: DiskRootError.self) { try DiskFileSystem(root: root) }
            #expect(error?.description == "root folder \(root): permission denied")
            #expect(error?.reason == .notReadable)
        }
    }

    @Test func `an empty name and a name with a NUL`() {
        let empty = #expect(throws: DiskRootError.self) { try DiskFileSystem(root: "") }
        let nul = #expect(throws: DiskRootError.self) { try DiskFileSystem(root: "/tmp\0/x") }
        #expect(empty?.reason == .notFound)
        #expect(nul?.reason == .notFound)
    }

    @Test func `the texts of the rarer reasons`() {
        let confine = DiskRootError(path: "/srv", reason: .cannotConfine)
        let other = DiskRootError(path: "/srv", reason: .other(errno: 24))
        #expect(
            confine.description
                == "root folder /srv: cannot be confined, openat2 is missing (needs Linux 5.6)")
        #expect(other.description == "root folder /srv: cannot be opened (errno 24)")
    }

    @Test(arguments: [
        (ENOENT, FileSystemError.notFound),
        (EACCES, .permissionDenied),
        (EPERM, .permissionDenied),
        (EEXIST, .alreadyExists),
        (ENOTDIR, .notADirectory),
        (EISDIR, .isADirectory),
        (ENOTEMPTY, .directoryNotEmpty),
        (ELOOP, .linkLoop),
        (EROFS, .readOnly),
        (ENOSPC, .noSpace),
        (EDQUOT, .quotaExceeded),
        (ENAMETOOLONG, .invalidName),
        (EINVAL, .invalidArgument),
        (EXDEV, .unsupported),
        (ENOSYS, .unsupported),
        (EOPNOTSUPP, .unsupported),
        (ENXIO, .unsupported),
        (ENODEV, .unsupported),
        (EBUSY, .busy),
        (ETXTBSY, .busy),
        (EFBIG, .invalidArgument),
        (EIO, .inputOutput),
        (EBADF, .inputOutput),
        (EMFILE, .outOfResources),
        (ENFILE, .outOfResources),
        (ENOMEM, .outOfResources),
    ])
    func `errno becomes the error of its meaning`(code: Int32, error: FileSystemError) {
        #expect(FileSystemError(code) == error)
    }

    @Test func `the root may be the whole machine, a link, and have a slash`() throws {
        let machine = try DiskFileSystem(root: "/")
        let passwd = try machine.canonical("/etc/../etc/./passwd")
        #expect(passwd == "/etc/passwd")
        try withTemporaryFolder { root in
            try DiskFileSystem(root: root).put("/a", "x")
            symlink(".", "\(root)/self")
            let files = try DiskFileSystem(root: "\(root)/self/")
            let text = try files.get("/a")
            let path = try files.canonical("/self/a")
            #expect(text == "x")
            #expect(path == "/a")
        }
    }

    @Test func `a root that is moved is served on`() throws {
        try withTemporaryFolder { folder in
            mkdir("\(folder)/old", 0o755)
            let files = try DiskFileSystem(root: "\(folder)/old")
            rename("\(folder)/old", "\(folder)/new")
            try files.put("/a", "x")
            let path = try files.canonical("/a")
            let text = try DiskFileSystem(root: "\(folder)/new").get("/a")
            #expect(path == "/a")
            #expect(text == "x")
        }
    }
}
