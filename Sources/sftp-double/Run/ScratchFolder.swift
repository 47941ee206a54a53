internal import Glibc

/// A folder for one run of a client: its key and known hosts, and room for what it makes.
struct ScratchFolder {
    /// The folder with the files for the client.
    let path: String
    /// The empty folder inside that is the client's own.
    let work: String

    /// Makes a folder that only this user can look into; nil when there cannot be one.
    ///
    /// - Parameter depth: how many folders the client's own lies deeper.
    init?(depth: Int = 0) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/sftp-double-run.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        path = template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        var inner = path
        for _ in 0..<depth {
            inner += "/outer"
            guard mkdir(inner, 0o700) == 0 else { return nil }
        }
        work = inner + "/work"
        guard mkdir(work, 0o700) == 0 else { return nil }
    }

    /// Writes a file that only this user can read; nil when it cannot be written.
    func write(_ text: String, to name: String) -> String? {
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let bytes = Array(text.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        return close(descriptor) == 0 && count == bytes.count ? file : nil
    }

    /// Removes the folder with all the client left there; links are not followed.
    func remove() { Self.remove(path) }

    /// Removes a folder with all that is in it; links are not followed.
    static func remove(_ path: String, depth: Int = 0) {
        guard rmdir(path) != 0, unlink(path) != 0, depth < 64 else { return }
        // A folder, then, and it may have been made unreadable.
        chmod(path, 0o700)
        guard let folder = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        closedir(folder)
        for name in names {
            let inner = path + "/" + name
            // A link to a folder is unlinked here, so that nothing outside is entered.
            if unlink(inner) != 0 { remove(inner, depth: depth + 1) }
        }
        rmdir(path)
    }
}
