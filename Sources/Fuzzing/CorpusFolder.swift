import Glibc

/// Finds and reads corpus files.
public enum CorpusFolder {
    /// The largest file that is read, bytes.
    public static let maximumFileSize = 4 * 1024 * 1024

    /// The `.hex` files at `paths`: files themselves, and those below folders, sorted by path.
    ///
    /// A path that can be neither opened nor listed is returned as it is, so that reading it
    /// reports the problem.
    public static func files(at paths: [String]) -> [String] {
        paths.flatMap { path in
            let below = filesBelow(path, depth: 0)
            return below ?? [path]
        }
    }

    /// Reads a case or a conversation; throws its problems, also when it cannot be read.
    public static func entry(at path: String) throws(CorpusFileError) -> CorpusEntry {
        try CorpusEntry(text: try contents(of: path), name: path)
    }

    /// Reads a case of one direction; throws its problems, also when it cannot be read.
    public static func file(at path: String) throws(CorpusFileError) -> CorpusFile {
        try CorpusFile(text: try contents(of: path), name: path)
    }

    /// All files below a folder, or nil when `path` is no folder that can be listed.
    private static func filesBelow(_ path: String, depth: Int) -> [String]? {
        guard depth < 16, let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { field in
                String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.first != "." { names.append(name) }
        }
        return names.sorted().flatMap { name -> [String] in
            let child = path.hasSuffix("/") ? path + name : path + "/" + name
            if let below = filesBelow(child, depth: depth + 1) { return below }
            return child.hasSuffix(".hex") ? [child] : []
        }
    }

    /// All bytes of a file; throws why it cannot be read, also when it is too large.
    public static func contents(of path: String) throws(CorpusFileError) -> [UInt8] {
        // Nobody may write to a pipe in a corpus; somebody will to standard input.
        let waits = path == "/dev/stdin" ? 0 : O_NONBLOCK
        let file = open(path, O_RDONLY | O_CLOEXEC | waits)
        guard file >= 0 else { throw failure(path, "cannot open: \(reason)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count >= 0 else { throw failure(path, "cannot read: \(reason)") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= maximumFileSize else {
                throw failure(path, "larger than \(maximumFileSize) bytes")
            }
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String, _ message: String) -> CorpusFileError {
        CorpusFileError(problems: [CorpusProblem(file: path, line: 0, message: message)])
    }
}
