internal import Fuzzing
internal import Glibc

/// A folder of seeds, written whole or not at all.
enum SeedFolder {
    /// Writes the files into a new folder; why it cannot, or nil when it is done.
    ///
    /// They are made beside it and appear at once; of what was begun and could not be ended, or
    /// was to stop, nothing stays.
    static func write(
        _ files: [SeedExport.File], to folder: String, isStopped: () -> Bool
    ) -> String? {
        guard access(folder, F_OK) != 0 else {
            return "\(folder): File exists; remove it or name another folder"
        }
        // More than a file may hold is an error to tell, not an end.
        signal(SIGXFSZ, SIG_IGN)
        let temporary = folder + ".new"
        guard mkdir(temporary, 0o755) == 0 else {
            let isThere = errno == EEXIST
            return reason(temporary) + (isThere ? "; remove it or name another folder" : "")
        }
        let failure = fill(temporary, with: files, isStopped: isStopped)
        guard failure == nil, rename(temporary, folder) == 0 else {
            let failure = failure ?? reason(folder)
            ScratchFolder.remove(temporary)
            return failure
        }
        return nil
    }

    private static func fill(
        _ folder: String, with files: [SeedExport.File], isStopped: () -> Bool
    ) -> String? {
        var made: Set<Substring> = []
        for file in files {
            guard !isStopped() else { return "\(folder): stopped; nothing is written" }
            if let slash = file.path.firstIndex(of: "/"),
                made.insert(file.path[..<slash]).inserted
            {
                let inner = "\(folder)/\(file.path[..<slash])"
                guard mkdir(inner, 0o755) == 0 else { return reason(inner) }
            }
            if let reason = write(file, below: folder) { return reason }
        }
        return nil
    }

    private static func write(_ file: SeedExport.File, below folder: String) -> String? {
        let path = "\(folder)/\(file.path)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return reason(path) }
        guard Output.write(file.bytes, to: descriptor) else {
            defer { close(descriptor) }
            return reason(path)
        }
        return close(descriptor) == 0 ? nil : reason(path)
    }

    private static func reason(_ path: String) -> String {
        "\(path): \(String(cString: strerror(errno)))"
    }
}
