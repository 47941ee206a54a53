import SFTPFileSystem
import SFTPWire

/// Every path of a file system with type, mode, link count and content or target.
func tree(of files: any FileSystem) throws -> [String] {
    try lines(of: files, "") { path, entry in
        "\(path) \(String(entry.attributes.permissions ?? 0, radix: 8)) \(entry.linkCount)"
    }
}

/// All that can be seen of a file system, but for the times of access.
func snapshot(of files: any FileSystem) throws -> [String] {
    try lines(of: files, "") { path, entry in
        let identity = try files.identity(
            Array(path.utf8).span.bytes, followingSymlinks: false)
        var attributes = entry.attributes
        attributes.accessTime = nil
        return "\(path) \(identity) \(entry.linkCount) \(attributes)"
    }
}

/// One line for each path: what `describe` says of it, and its content or target.
private func lines(
    of files: any FileSystem, _ path: String,
    _ describe: (String, DirectoryEntry) throws -> String
) throws -> [String] {
    var result: [String] = []
    for entry in try files.list("\(path)/") {
        let name = String(decoding: entry.name, as: UTF8.self)
        if name == ".", path.isEmpty { result.append(try describe("/", entry)) }
        if name == "." || name == ".." { continue }
        let child = "\(path)/\(name)"
        var line = try describe(child, entry)
        switch (entry.attributes.permissions ?? 0) & 0o170_000 {
        case 0o040_000: result += try lines(of: files, child, describe)
        case 0o120_000: line += try " " + files.readSymlink(child)
        default: line += try " " + files.get(child)
        }
        result.append(line)
    }
    return result.sorted()
}
