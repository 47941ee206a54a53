import Glibc

/// The names of an open directory, as readdir(3) gives them, without `.` and `..`.
struct DirectoryStream: ~Copyable {
    private let stream: OpaquePointer

    /// Takes over a directory that was opened to read.
    ///
    /// - Throws: as fdopendir(3).
    init(_ descriptor: consuming Descriptor) throws(FileSystemError) {
        let number = descriptor.release()
        guard let stream = fdopendir(number) else {
            let code = errno
            Glibc.close(number)
            throw FileSystemError(code)
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// The descriptor that names are relative to.
    var number: Int32 { dirfd(stream) }

    /// The next name with its file-type bits, 0 where the file system does not tell them.
    ///
    /// - Throws: as readdir(3).
    func next() throws(FileSystemError) -> (name: [UInt8], type: UInt32)? {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileSystemError(errno) }
                return nil
            }
            let name = Self.name(of: entry)
            if PathParts.kind(of: 0..<name.count, in: name.span.bytes) == .name {
                return (name, UInt32(entry.pointee.d_type) << 12)
            }
        }
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
