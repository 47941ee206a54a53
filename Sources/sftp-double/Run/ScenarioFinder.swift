internal import Glibc

/// Finds scenario files: those named, and all in the folders named.
enum ScenarioFinder {
    /// The schema lies beside the scenarios and is none.
    private static let schemaName = "scenario.schema.json"

    /// The files, those of a folder in the order of their names.
    static func files(_ paths: [String]) -> [String] {
        paths.flatMap { path in isFolder(path) ? files(in: path, depth: 0) : [path] }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func files(in folder: String, depth: Int) -> [String] {
        guard depth < 32, let directory = opendir(folder) else { return [] }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        closedir(directory)
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return names.sorted().flatMap { name in
            if isFolder(base + name) { return files(in: base + name, depth: depth + 1) }
            return name.hasSuffix(".json") && name != schemaName ? [base + name] : []
        }
    }
}
