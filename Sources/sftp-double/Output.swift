internal import Glibc

/// Text to standard output and error, and lines to files.
enum Output {
    /// Writes a line to standard output at once: test drivers wait for it.
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func error(_ text: String) {
        write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
    }

    /// Writes text as it is to standard error.
    static func rawError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes text as it is to standard output.
    static func text(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// The folder the process runs in, raw bytes.
    static func currentFolder() -> [UInt8]? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return UnsafeRawBufferPointer(start: path, count: strlen(path)).map { $0 }
    }

    /// Replaces a file by one line; false when it cannot be written.
    ///
    /// The file appears whole: readers that wait for it never see half a line.
    static func replaceFile(_ path: String, with text: String) -> Bool {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { return false }
        let isWritten = write(text + "\n", to: file)
        guard close(file) == 0, isWritten else { return false }
        return rename(temporary, path) == 0
    }

    /// Whether ``replaceFile(_:with:)`` could create its file now; says so before a long run.
    static func canReplaceFile(_ path: String) -> Bool {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { return false }
        close(file)
        return unlink(temporary) == 0
    }

    @discardableResult private static func write(_ text: String, to descriptor: Int32) -> Bool {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all bytes to a file; false when it cannot be, and `errno` says why.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
