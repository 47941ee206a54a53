import SFTPFileSystem
import Testing

@testable import SFTPFileSystem

@Suite struct `A path is cut before its last component` {
    /// Path, what lies before the last component, that component, slash behind it.
    static let cuts: [(String, String, String, Bool)] = [
        ("/", "", "", true),
        ("///", "", "", true),
        ("/a", "/", "a", false),
        ("a", "", "a", false),
        ("/a/", "/", "a", true),
        ("/a//b//", "/a//", "b", true),
        ("/a/b/c", "/a/b/", "c", false),
        ("/a/..", "/a/", "..", false),
        ("./.", "./", ".", false),
    ]

    @Test(arguments: cuts)
    func `at the last slash before it`(cut: (String, String, String, Bool)) throws {
        let path = Array(cut.0.utf8)
        let parts = try PathParts(path.span.bytes)
        #expect(String(decoding: path[parts.parent], as: UTF8.self) == cut.1)
        #expect(String(decoding: path[parts.name], as: UTF8.self) == cut.2)
        #expect(parts.hasTrailingSlash == cut.3)
    }

    @Test(arguments: [
        ("/", PathParts.Last.root), ("/.", .current), ("/..", .parent), ("/...", .name),
        ("/.a", .name), ("/a.", .name), ("/..a", .name), ("/a", .name),
    ])
    func `dots are told from names`(path: String, last: PathParts.Last) throws {
        #expect(try PathParts(Array(path.utf8).span.bytes).last == last)
    }

    @Test func `limits are exact`() throws {
        let longest = Array(String(repeating: "n", count: 255).utf8)
        _ = try PathParts(longest.span.bytes)
        _ = try PathParts([UInt8](repeating: 0x2F, count: 4_095).span.bytes)
        #expect(throws: FileSystemError.invalidName) {
            try PathParts((longest + [0x6E]).span.bytes)
        }
        #expect(throws: FileSystemError.invalidName) {
            try PathParts([UInt8](repeating: 0x2F, count: 4_096).span.bytes)
        }
        #expect(throws: FileSystemError.invalidName) { try PathParts([0x61, 0].span.bytes) }
        #expect(throws: FileSystemError.notFound) { try PathParts(RawSpan()) }
    }
}
