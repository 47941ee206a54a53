import Glibc
import SFTPFileSystem
import SFTPWire
import Scenario
import Testing

@testable import SFTPServer

/// Every way out of a served folder that a path can name, with every request there is.
@Suite struct `No path leads out of a folder` {
    /// The folders that are tried: served as it is, below an overlay, and as a user's root in
    /// files that hold the prey too.
    enum Folder: CaseIterable { case disk, overlay, jail }

    /// The names of links in the root, and what they say; FOLDER is what the root lies in.
    static let links: [(name: String, target: String)] = [
        ("relative", "../outside"), ("absolute", "FOLDER/outside"), ("up", ".."), ("top", "/.."),
        ("dots", "./dir/../../outside"), ("slashes", "..//outside///"),
        ("back", "../root/../outside"), ("through", "up/outside"), ("chain1", "chain2"),
        ("chain2", "dir/../chain3"), ("chain3", "absolute"), ("loop", "loop/outside"),
        ("process", "/proc/self/root/FOLDER/outside"), ("cwd", "/proc/self/cwd"),
        ("many", String(repeating: "../", count: 1_000) + "FOLDER/outside"),
        ("file", "../outside/prey"), ("absolutefile", "FOLDER/outside/prey"),
        ("dangling", "../outside/new"), ("danglingabsolute", "FOLDER/outside/new"),
        ("danglingfolder", "../outside/new/x"),
    ]

    /// The paths that are tried: each link, what would lie behind it, and paths without links.
    static let paths: [String] =
        links.flatMap { ["/\($0.name)", "/\($0.name)/", "/\($0.name)/prey", "/\($0.name)/folder"] }
        + [
            "/../outside/prey", "../outside/prey", "/dir/../../outside/prey", "/../root/../outside",
            "/dir/../../../../../../../../outside", "//..//outside//prey", "/./../outside/./prey",
            "/up/outside/prey", "/dir/sub/../../../outside/prey", "/FOLDER/outside/prey",
            "/relative/../outside/prey", "/relative/../../outside", "/prey\0/../outside/prey",
            String(repeating: "/..", count: 1_300) + "/outside/prey",
            "/.." + "/FOLDER/outside/prey",
        ]

    @Test(arguments: Folder.allCases, EscapeAttempt.all.indices)
    func `whatever is asked, nothing outside is shown or touched`(
        kind: Folder, index: Int
    ) throws {
        let attempt = EscapeAttempt.all[index]
        try withTemporaryFolder { folder in
            let outside = try makeOutside(in: folder)
            let before = try snapshot(of: outside)
            let prey = try outside.identity(of: "/prey")
            for path in Self.paths {
                let text = path.replacingFolder(folder)
                let files = try serve(kind, in: folder)
                let answer = try? attempt.perform(files, text)
                guard let answer else { continue }
                #expect(!answer.contains("untouched"), "\(attempt.name) \(text)")
                #expect(!answer.contains("\"prey\""), "\(attempt.name) \(text)")
                #expect(answer != EscapeAttempt.preySize, "\(attempt.name) \(text)")
                #expect(!answer.contains("\(prey)"), "\(attempt.name) \(text)")
            }
            let after = try snapshot(of: outside)
            #expect(after == before, "\(attempt.name)")
        }
    }

    @Test func `there are thousands of attempts`() {
        #expect(Self.paths.count * EscapeAttempt.all.count > 2_500)
    }

    @Test(arguments: ["/", "/.", "//"])
    func `above the root of the machine is its root`(root: String) throws {
        try withTemporaryFolder { folder in
            let files = try DiskFileSystem(root: root)
            let overlay = try InMemoryFileSystem(over: LowerFolder(root))
            try files.put("\(folder)/file", "below")
            try files.makeSymlink("\(folder)/link", to: "../../../../../..\(folder)/file")
            for path in ["/../..\(folder)/file", "\(folder)/link", "\(folder)/../..\(folder)/link"]
            {
                let text = try files.get(path)
                let above = try overlay.get(path)
                #expect(text == "below" && above == "below")
            }
            try overlay.put("\(folder)/file", "above")
            try overlay.removeFile("\(folder)/link")
            let text = try files.get("\(folder)/link")
            #expect(text == "below")
            #expect(throws: FileSystemError.linkLoop) {
                try files.get("/proc/self/root\(folder)/file")
            }
            #expect(throws: (any Error).self) { try overlay.get("/proc/self/fd/0") }
        }
    }

    /// A folder with prey whose size, text and identity give it away.
    private func makeOutside(in folder: String) throws -> DiskFileSystem {
        mkdir("\(folder)/outside", 0o777)
        let outside = try DiskFileSystem(root: "\(folder)/outside")
        try outside.put("/prey", "untouched" + String(repeating: "-", count: 31_337 - 9))
        try outside.makeDirectory("/folder")
        try outside.put("/folder/inner", "untouched")
        return outside
    }

    /// Makes the root anew, with all links, and serves it.
    private func serve(_ kind: Folder, in folder: String) throws -> any FileSystem {
        let root = "\(folder)/root"
        if mkdir(root, 0o777) != 0 {
            let old = try DiskFileSystem(root: root)
            for name in try old.names("/") where name != "." && name != ".." && name != "dir" {
                do {
                    try old.removeFile("/\(name)")
                } catch FileSystemError.isADirectory {
                    try? old.removeDirectory("/\(name)/new")
                    try old.removeDirectory("/\(name)")
                }
            }
        }
        let whole = try DiskFileSystem(root: root)
        try? whole.makeDirectory("/dir")
        try? whole.makeDirectory("/dir/sub")
        try whole.put("/bait", "bait")
        for link in Self.links {
            try whole.makeSymlink("/\(link.name)", to: link.target.replacingFolder(folder))
        }
        switch kind {
        case .disk: return whole
        case .overlay: return try InMemoryFileSystem(over: LowerFolder(root))
        case .jail:
            return RootedFileSystem(
                try DiskFileSystem(root: folder), root: RootSpec(path: Array("/root".utf8)))
        }
    }
}

extension String {
    /// This with the first FOLDER replaced.
    fileprivate func replacingFolder(_ folder: String) -> String {
        let parts = split(separator: "FOLDER", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.map { String($0) }.joined(separator: folder)
    }
}
