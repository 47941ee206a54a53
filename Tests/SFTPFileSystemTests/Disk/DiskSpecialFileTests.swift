import Glibc
import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `What is no file is refused by a disk file system` {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [OpenOptions.read, .write, [.read, .write], [.write, .create, .truncate]])
    func `opening a FIFO fails at once`(options: OpenOptions) throws {
        try withTemporaryFolder { root in
            mkfifo("\(root)/fifo", 0o666)
            let files = try DiskFileSystem(root: root)
            #expect(throws: FileSystemError.unsupported) { try files.open("/fifo", options) }
            let mode = try files.status("/fifo").permissions ?? 0
            #expect(mode & 0o170_000 == 0o010_000)
        }
    }

    @Test func `opening a socket fails`() throws {
        try withTemporaryFolder { root in
            let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(number) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) {
                $0.copyBytes(from: "\(root)/socket".utf8.prefix($0.count - 1))
            }
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
            let files = try DiskFileSystem(root: root)
            #expect(throws: FileSystemError.unsupported) { try files.open("/socket", .read) }
        }
    }

    @Test func `a device is shown but not opened`() throws {
        let files = try DiskFileSystem(root: "/dev")
        let mode = try files.status("/null").permissions ?? 0
        #expect(mode & 0o170_000 == 0o020_000)
        #expect(throws: FileSystemError.unsupported) { try files.open("/null", .read) }
        #expect(throws: FileSystemError.unsupported) { try files.open("/null", .write) }
        #expect(throws: FileSystemError.invalidArgument) {
            try files.set("/null") { $0.size = 0 }
        }
    }

    @Test func `descriptors are closed with their handles and without`() throws {
        try withTemporaryFolder { root in
            let files = try DiskFileSystem(root: root)
            try files.put("/a", "x")
            try files.makeDirectory("/d")
            // Other tests open descriptors meanwhile, but not a thousand of them.
            let before = openDescriptors()
            for turn in 0..<2_000 {
                let file = try files.open("/a", .read)
                _ = try files.openDirectory(Array("/d".utf8).span.bytes).next()
                _ = try? files.open("/d", .read)
                _ = try? files.status("/missing/x")
                if turn % 2 == 0 { try file.close() }
            }
            #expect(openDescriptors() < before + 1_000)
        }
    }

    private func openDescriptors() -> Int {
        (0..<100_000).count { fcntl($0, F_GETFD) >= 0 }
    }
}
