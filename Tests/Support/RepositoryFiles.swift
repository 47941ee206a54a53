import Glibc

/// The files of this repository, found from where this very file was compiled.
///
/// The only place that builds such paths: Corpus, Scenarios and Sources lie outside the test
/// targets, so they cannot be resources of theirs.
public enum RepositoryFiles {
    /// Why a file cannot be had.
    public struct ReadError: Error, CustomStringConvertible {
        /// What could not be done, with which path, and the system's word for it.
        public let description: String

        init(_ operation: String, _ path: String) {
            description = "cannot \(operation) \(path): \(String(cString: strerror(errno)))"
        }
    }

    /// The absolute path of the repository's root, without a slash at the end.
    public static let root: String = {
        // The root is three names up: Tests/Support/RepositoryFiles.swift.
        let names = #filePath.split(separator: "/").dropLast(3)
        return "/" + names.joined(separator: "/")
    }()

    /// The bytes of a file.
    ///
    /// - Parameter path: from the repository's root.
    public static func bytes(of path: String) throws(ReadError) -> [UInt8] {
        let descriptor = open(root + "/" + path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadError("open", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw ReadError("read", path) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The text of a file; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Parameter path: from the repository's root.
    public static func text(of path: String) throws(ReadError) -> String {
        String(decoding: try bytes(of: path), as: UTF8.self)
    }

    /// The paths of all files below a folder, from the repository's root, sorted by their bytes.
    ///
    /// What begins with a dot is left out, and so are folders that hold only what tools made.
    ///
    /// - Parameters:
    ///   - folder: from the repository's root.
    ///   - suffix: how the names end, such as `.swift`; all if empty.
    public static func paths(
        in folder: String, suffix: String = ""
    ) throws(ReadError) -> [String] {
        var found: [String] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for entry in try entries(of: next) {
                let path = next + "/" + entry.name
                if entry.isFolder {
                    folders.append(path)
                } else if entry.name.hasSuffix(suffix) {
                    found.append(path)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The names in one folder, folders told apart, sorted.
    ///
    /// - Parameter folder: from the repository's root.
    public static func entries(
        of folder: String
    ) throws(ReadError) -> [(name: String, isFolder: Bool)] {
        guard let stream = opendir(root + "/" + folder) else { throw ReadError("list", folder) }
        defer { closedir(stream) }
        var found: [(name: String, isFolder: Bool)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix("."), name != "__pycache__" else { continue }
            var status = stat()
            guard stat(root + "/" + folder + "/" + name, &status) == 0 else { continue }
            found.append((name, status.st_mode & S_IFMT == S_IFDIR))
        }
        return found.sorted { $0.name < $1.name }
    }
}
