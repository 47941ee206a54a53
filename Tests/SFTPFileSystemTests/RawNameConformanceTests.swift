import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `Names are bytes, not text, in every backend` {
    private static let slash = UInt8(ascii: "/")

    /// Every byte but slash and NUL as a name of its own, `.` excepted.
    private static let single = (1...255).map { [UInt8($0)] }
        .filter { $0 != [slash] && $0 != [UInt8(ascii: ".")] }

    /// Names that a conversion to text would join or change.
    private static let alike: [[UInt8]] = [
        [0x65, 0xCC, 0x81], [0xC3, 0xA9], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBD],
        [0xFF, 0xFE], [0xFE, 0xFF], [0x5C, 0x30], [0x20], [0x20, 0x20], [0x0A], [0x0D, 0x0A],
        Array("A".utf8), Array("a".utf8), [0x2E, 0x2E, 0x2E], [0xF4, 0x90, 0x80, 0x80],
    ]

    @Test(arguments: Backend.allCases)
    func `all of them are kept apart, listed, found, moved and removed`(backend: Backend) throws {
        let names = Set(Self.single + Self.alike)
        let owner = FileOwner(uid: 1, gid: 1)
        try backend.withFileSystem { files in
            for name in names {
                let path = [Self.slash] + name
                let file = try files.open(
                    path.span.bytes, options: [.write, .create, .exclusive],
                    attributes: FileAttributes(), owner: owner)
                try file.write(name, at: 0)
                try file.close()
            }
            let listed = Set(try files.list("/").map(\.name)).subtracting([[0x2E], [0x2E, 0x2E]])
            #expect(listed == names)
            try files.makeDirectory("/moved")
            for name in names {
                let path = [Self.slash] + name
                let file = try files.open(
                    path.span.bytes, options: .read, attributes: FileAttributes(), owner: owner)
                let content = try file.read(9, at: 0)
                let canonical = try files.canonicalPath(path.span.bytes)
                let target = Array("/moved/".utf8) + name
                try files.rename(path.span.bytes, to: target.span.bytes, replacing: false)
                #expect(content == name)
                #expect(canonical == path)
            }
            let moved = Set(try files.list("/moved").map(\.name)).subtracting(names)
            #expect(moved == [[0x2E], [0x2E, 0x2E]])
            for name in names { try files.removeFile((Array("/moved/".utf8) + name).span.bytes) }
            let left = try files.names("/moved")
            #expect(left == [".", ".."])
        }
    }

    @Test(arguments: Backend.allCases)
    func `the text of a link is kept and followed byte for byte`(backend: Backend) throws {
        let name: [UInt8] = [0xFF, 0x0A, 0xC3, 0x28]
        let link: [UInt8] = [Self.slash, 0xFE]
        try backend.withFileSystem { files in
            let file = try files.open(
                ([Self.slash] + name).span.bytes, options: [.write, .create],
                attributes: FileAttributes(), owner: FileOwner(uid: 1, gid: 1))
            try file.write("x", at: 0)
            try files.makeSymlink(
                at: link.span.bytes, target: name.span.bytes, owner: FileOwner(uid: 1, gid: 1))
            let text = try files.readSymlink(link.span.bytes)
            let size = try files.attributes(link.span.bytes, followingSymlinks: true).size
            let canonical = try files.canonicalPath(link.span.bytes)
            #expect(text == name)
            #expect(size == 1)
            #expect(canonical == [Self.slash] + name)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a place too deep for a path has none, yet can be used`(backend: Backend) throws {
        let name = String(repeating: "n", count: 255)
        try backend.withFileSystem { files in
            // Sixteen names of 255 bytes fill a path; each turn puts one more above.
            try files.makeDirectory("/top")
            for _ in 0..<17 {
                try files.makeDirectory("/next")
                try files.rename("/top", "/next/\(name)")
                try files.rename("/next", "/top")
            }
            try files.makeSymlink(
                "/half", to: "/top/" + Array(repeating: name, count: 10).joined(separator: "/"))
            let below = "/half/" + Array(repeating: name, count: 7).joined(separator: "/")
            let exists = try files.status(below).permissions
            #expect(exists == 0o040_755)
            #expect(throws: FileSystemError.invalidName) { try files.canonical(below) }
            #expect(throws: FileSystemError.invalidName) { try files.canonical("\(below)/new") }
            let shallow = try files.canonical("/half/..")
            #expect(shallow.utf8.count == 4 + 9 * 256)
        }
    }
}
