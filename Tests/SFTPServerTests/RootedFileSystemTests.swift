import SFTPFileSystem
import SFTPWire
import Scenario
import Testing

@testable import SFTPServer

/// A folder that its user sees as `/`; `No path leads out of a folder` tries it on a disk.
struct RootedFileSystemTests {
    private func rooted(isJail: Bool) throws -> RootedFileSystem {
        let tree = FileTree([
            .init(path: "/jail/in", .file(.bytes(Array("inside".utf8)))),
            .init(path: "/jail/dir", .directory),
            .init(path: "/jail/absolute", .symlink(target: Array("/secret".utf8))),
            .init(path: "/jail/relative", .symlink(target: Array("../secret".utf8))),
            .init(path: "/jail/own", .symlink(target: Array("/in".utf8))),
            .init(path: "/jail/loop", .symlink(target: Array("loop".utf8))),
            .init(path: "/secret", .file(.bytes(Array("outside!".utf8)))),
        ])
        return RootedFileSystem(
            try InMemoryFileSystem(tree),
            root: RootSpec(path: Array("/jail/".utf8), isJail: isJail))
    }

    /// The size of a file, which tells the two apart.
    private func size(_ files: RootedFileSystem, _ path: String) throws -> UInt64? {
        let path = Array(path.utf8)
        return try files.attributes(path.span.bytes, followingSymlinks: true).size
    }

    @Test(
        arguments: ["/in", "in", "/../in", "/../../in", "/dir/../../in", "/dir/../../jail/../in"],
        [true, false])
    func `two dots never lead out`(path: String, isJail: Bool) throws {
        #expect(try size(try rooted(isJail: isJail), path) == 6)
    }

    @Test(arguments: ["/secret", "/../secret", "/dir/../../secret", "/jail/in"], [true, false])
    func `what lies outside has no name`(path: String, isJail: Bool) throws {
        let files = try rooted(isJail: isJail)
        #expect(throws: (any Error).self) { try size(files, path) }
    }

    @Test func `in a jail links are read as paths of the user`() throws {
        let files = try rooted(isJail: true)
        for link in ["/absolute", "/relative"] {
            #expect(throws: FileSystemError.notFound) { try size(files, link) }
        }
        #expect(try size(files, "/own") == 6)
        #expect(throws: FileSystemError.linkLoop) { try size(files, "/loop") }
    }

    @Test func `without a jail links lead where they say`() throws {
        let files = try rooted(isJail: false)
        for link in ["/absolute", "/relative"] { #expect(try size(files, link) == 8) }
        #expect(throws: FileSystemError.notFound) { try size(files, "/own") }
    }

    @Test(arguments: [("/", "/"), ("/dir/..", "/"), ("/../in", "/in"), ("dir/./", "/dir")])
    func `a path is shown as the user sees it`(path: String, shown: String) throws {
        let path = Array(path.utf8)
        let canonical = try rooted(isJail: true).canonicalPath(path.span.bytes)
        #expect(String(decoding: canonical, as: UTF8.self) == shown)
    }
}
