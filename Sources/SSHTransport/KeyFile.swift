import Glibc

/// Reads small text files that hold keys.
enum KeyFile {
    /// An RSA key of 16,384 bits takes about 13 KiB as text.
    private static let maximumByteCount = 64 << 10

    /// Returns the file's text.
    ///
    /// - Throws: `HostKeyError.missing`, `.unreadable`, or `.notAPrivateKey` when it is too long.
    static func contents(path: String) throws(HostKeyError) -> String {
        // Non-blocking, so that a FIFO without a writer does not hang the start.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let error = errno
            if error == ENOENT || error == ENOTDIR { throw .missing(path: path) }
            throw .unreadable(path: path, reason: systemErrorText(error))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                let error = errno
                if error == EINTR { continue }
                throw .unreadable(path: path, reason: systemErrorText(error))
            }
            if count == 0 { break }
            bytes.append(contentsOf: piece.prefix(count))
            if bytes.count > maximumByteCount { throw .notAPrivateKey(path: path) }
        }
        // A NUL would hide what follows it from libssh.
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw .notAPrivateKey(path: path)
        }
        return text
    }
}
