import SFTPFileSystem
import SFTPServer
import SFTPWire
import Testing

/// The `ls -l` line of a NAME entry (draft-02 section 7), written on 2023-11-14 22:13:20 UTC.
@Suite struct LongNameTests {
    /// The line READDIR gives a file with these attributes.
    private func line(_ node: FileTree.Node) throws -> String? {
        let folder = FileTree.Node(path: "/home/demo", .directory)
        let client = try Server(files: [folder, node]).connect()
        let handle = try client.opendir("/home/demo")
        return client.ask(Request.readdir(handle))?.names?.last?.longName.description
    }

    private func file(
        mode: UInt32 = 0o644, uid: UInt32 = 1000, gid: UInt32 = 100, size: UInt64 = 1,
        time: Int64 = Server.wallSeconds
    ) -> FileTree.Node {
        FileTree.Node(
            path: Array("/home/demo/x".utf8), entry: .file(.zero(size: size)), mode: mode,
            uid: uid, gid: gid, modifyTime: Timestamp(seconds: time))
    }

    static let modes: [(UInt32, String)] = [
        (0o000, "----------"), (0o777, "-rwxrwxrwx"), (0o644, "-rw-r--r--"),
        (0o4755, "-rwsr-xr-x"), (0o4644, "-rwSr--r--"), (0o2755, "-rwxr-sr-x"),
        (0o2644, "-rw-r-Sr--"), (0o1777, "-rwxrwxrwt"), (0o1666, "-rw-rw-rwT"),
        (0o7000, "---S--S--T"), (0o7111, "---s--s--t"),
    ]

    @Test(arguments: modes)
    func `permissions show as ls shows them`(mode: UInt32, shown: String) throws {
        #expect(try line(file(mode: mode))?.prefix(10) == shown[...])
    }

    static let times: [(Int64, String)] = [
        (Server.wallSeconds, "Nov 14 22:13"), (Server.wallSeconds + 86_400, "Nov 15 22:13"),
        (Server.wallSeconds + 86_401, "Nov 15  2023"), (0, "Jan  1  1970"),
        (Server.wallSeconds - 182 * 86_400 + 1, "May 16 22:13"),
        (Server.wallSeconds - 182 * 86_400, "May 16  2023"), (-1, "Dec 31  1969"),
        (951_782_400, "Feb 29  2000"), (-2_203_891_200, "Mar  1  1900"),
        (4_107_542_400, "Mar  1  2100"), (4_294_967_295, "Feb  7  2106"),
        (253_402_300_800, "Jan  1  10000"), (-62_167_219_201, "Dec 31  -1"),
    ]

    @Test(arguments: times)
    func `times are UTC, with the hour for half a year and the year else`(
        seconds: Int64, shown: String
    ) throws {
        let line = try #require(try line(file(time: seconds)))
        #expect(line == "-rw-r--r--   1 demo     users           1 \(shown) x")
    }

    @Test(arguments: [Int64.min, .min + 1, -(1 << 56), 1 << 56, .max])
    func `the calendar has an answer for any time`(seconds: Int64) throws {
        #expect(try line(file(time: seconds))?.hasSuffix(" x") == true)
    }

    @Test func `ids without a name show as numbers, wide fields push the rest on`() throws {
        let line = try line(file(uid: 4_294_967_295, gid: 7, size: 12_345_678_901))
        #expect(line == "-rw-r--r--   1 4294967295 7        12345678901 Nov 14 22:13 x")
    }

    @Test func `directories and links have their letter`() throws {
        let directory = try line(FileTree.Node(path: "/home/demo/x", .directory))
        #expect(directory == "drwxr-xr-x   2 demo     users        4096 Nov 14 22:13 x")
        let link = try line(FileTree.Node(path: "/home/demo/x", .symlink(target: [1, 2, 3])))
        #expect(link == "lrwxrwxrwx   1 demo     users           3 Nov 14 22:13 x")
    }

    @Test(arguments: [
        (UInt32(0o10644), "p"), (0o20644, "c"), (0o60644, "b"), (0o140644, "s"), (0o644, "-"),
    ])
    func `a rule can show any kind of file`(mode: UInt32, letter: String) throws {
        let octal = String(mode, radix: 8)
        let client = try Server(
            rules:
                #"{"on": "dirRead", "do": {"attributes": {"set": {"mode": "0\#(octal)"}}}}"#
        ).connect()
        let names = client.ask(Request.readdir(try client.opendir("dir")))?.names
        #expect(names?.last?.longName.description.hasPrefix(letter + "rw-r--r--") == true)
    }
}
