internal import Fuzzing
internal import Glibc

/// A folder of seeds, written whole or not at all.
enum SeedFolder {
    /// Writes the files into a new folder; why it cannot, or nil when it is done.
    static func write(_ files: [SeedExport.File], to folder: String) -> String? {
        guard access(folder, F_OK) != 0 else {
            return "\(folder): File exists; remove it or name another folder"
        }
        let temporary = folder + ".new"
        guard mkdir(temporary, 0o755) == 0 else { return reason(temporary) }
        var made: Set<Substring> = []
        for file in files {
            if let slash = file.path.firstIndex(of: "/"),
                made.insert(file.path[..<slash]).inserted
            {
                let inner = "\(temporary)/\(file.path[..<slash])"
                guard mkdir(inner, 0o755) == 0 else { return reason(inner) }
            }
            if let reason = write(file, below: temporary) { return reason }
        }
        return rename(temporary, folder) == 0 ? nil : reason(folder)
    }

    private static func write(_ file: SeedExport.File, below folder: String) -> String? {
        let path = "\(folder)/\(file.path)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return reason(path) }
        let count = Glibc.write(descriptor, file.bytes, file.bytes.count)
        guard count == file.bytes.count else {
            defer { close(descriptor) }
            return reason(path)
        }
        return close(descriptor) == 0 ? nil : reason(path)
    }

    private static func reason(_ path: String) -> String {
        "\(path): \(String(cString: strerror(errno)))"
    }
}
