internal import Glibc
internal import StrictJSON

/// What lies in a folder, links not followed.
struct FolderSnapshot {
    /// What can be seen of a file without reading it; of a folder, that it is one.
    struct Entry: Equatable {
        var kind: UInt32
        var size: Int64 = 0
        var seconds = 0
        var nanoseconds = 0
        var file: UInt64 = 0
    }

    /// Deeper folders, and more entries, are not looked at.
    private static let depthLimit = 40
    private static let countLimit = 20_000

    /// By the path below the folder.
    private(set) var entries: [String: Entry] = [:]

    /// Looks at everything in `folder`, except what lies in the folder `inside`.
    init(_ folder: String, except inside: String? = nil) {
        visit(folder, prefix: "", inside, depth: 0)
    }

    /// The paths that are new, other or gone, in order.
    func changes(since earlier: FolderSnapshot) -> [String] {
        Set(entries.keys).union(earlier.entries.keys)
            .filter { entries[$0] != earlier.entries[$0] }.sorted()
    }

    private mutating func visit(_ folder: String, prefix: String, _ inside: String?, depth: Int) {
        guard depth < Self.depthLimit, folder != inside, let directory = opendir(folder) else {
            return
        }
        defer { closedir(directory) }
        while entries.count < Self.countLimit, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard name != ".", name != "..",
                fstatat(dirfd(directory), &entry.pointee.d_name.0, &status, AT_SYMLINK_NOFOLLOW)
                    == 0
            else { continue }
            let kind = status.st_mode & S_IFMT
            guard kind == S_IFDIR else {
                entries[prefix + name] = Entry(
                    kind: kind, size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
                    nanoseconds: status.st_mtim.tv_nsec, file: UInt64(status.st_ino))
                continue
            }
            entries[prefix + name] = Entry(kind: kind)
            visit(folder + "/" + name, prefix: prefix + name + "/", inside, depth: depth + 1)
        }
    }
}

/// The content of files, as far as it is compared.
enum FileContents {
    /// Larger files are not compared.
    static let sizeLimit = 16 << 20
    /// Nor are more bytes in all.
    private static let totalLimit = 64 << 20

    /// The regular files below a folder, by their path in it.
    static func files(in folder: String) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var total = 0
        for (path, entry) in FolderSnapshot(folder).entries.sorted(by: { $0.key < $1.key })
        where entry.kind == S_IFREG && total < totalLimit {
            guard let bytes = file(folder + "/" + path) else { continue }
            total += bytes.count
            found[path] = bytes
        }
        return found
    }

    /// A file whole; nil when it cannot be read or is too large.
    static func file(_ path: String) -> [UInt8]? {
        try? ScenarioFiles.read(path, sizeLimit: sizeLimit).bytes
    }
}
