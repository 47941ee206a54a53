import Glibc
import SFTPWire

/// An open directory of a disk backend.
final class DiskOpenDirectory: OpenDirectory {
    private static let dot = [UInt8(ascii: ".")]
    private static let dotDot = [UInt8(ascii: "."), UInt8(ascii: ".")]

    private var stream: OpaquePointer?
    private var dots: [DirectoryEntry]

    /// Takes over an open directory; without `parentStatus`, `..` shows what `.` shows.
    init(
        _ descriptor: consuming Descriptor, parentStatus: stat?
    ) throws(FileSystemError) {
        let status = try descriptor.status()
        dots = [
            Self.entry(Self.dotDot, parentStatus ?? status), Self.entry(Self.dot, status),
        ]
        let number = descriptor.release()
        guard let stream = fdopendir(number) else {
            let code = errno
            Glibc.close(number)
            throw FileSystemError(code)
        }
        self.stream = stream
    }

    deinit { close() }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        guard let stream else { throw .inputOutput }
        if let entry = dots.popLast() { return entry }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileSystemError(errno) }
                return nil
            }
            let name = Self.name(of: entry)
            if name == Self.dot || name == Self.dotDot { continue }
            var status = stat()
            let found = name.span.bytes.withTerminator { name in
                fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW)
            }
            if found == 0 { return Self.entry(name, status) }
            // Gone meanwhile; what a directory without search permission hides is still named.
            if errno == ENOENT { continue }
            return DirectoryEntry(name: name, attributes: FileAttributes(), linkCount: 1)
        }
    }

    func close() {
        if let stream { closedir(stream) }
        stream = nil
    }

    private static func entry(_ name: [UInt8], _ status: stat) -> DirectoryEntry {
        DirectoryEntry(
            name: name, attributes: FileAttributes(status), linkCount: status.linkCount)
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        // The name ends with a NUL within its array, or within the record where it is longer.
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(entry) + offset
        let bytes = UnsafeRawBufferPointer(
            start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))
        return [UInt8](bytes)
    }
}
