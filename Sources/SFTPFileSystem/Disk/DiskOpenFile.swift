import Glibc
import SFTPWire

/// An open file of a disk backend.
final class DiskOpenFile: OpenFile {
    let identity: FileIdentity
    private var descriptor: Descriptor?
    private let options: OpenOptions
    private let isReadOnly: Bool

    /// Takes over an open regular file.
    init(
        _ descriptor: consuming Descriptor, identity: FileIdentity, options: OpenOptions,
        isReadOnly: Bool
    ) {
        self.identity = identity
        self.descriptor = consume descriptor
        self.options = options
        self.isReadOnly = isReadOnly
    }

    private func number() throws(FileSystemError) -> Int32 {
        guard let number = descriptor?.number else { throw .inputOutput }
        return number
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int {
        let number = try number()
        guard options.contains(.read) else { throw .permissionDenied }
        guard let offset = off_t(exactly: offset) else { throw .invalidArgument }
        while true {
            let count = pread(number, buffer.baseAddress, buffer.count, offset)
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileSystemError(errno) }
        }
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileSystemError) {
        let number = try number()
        guard options.contains(.write) else { throw .permissionDenied }
        let isAppending = options.contains(.append)
        // To a file opened to append, Linux writes at the end whatever the offset.
        let start = isAppending ? 0 : offset
        _ = try FileLimits.end(of: bytes.byteCount, at: start)
        try bytes.withUnsafeBytes { bytes throws(FileSystemError) in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let place = off_t(start) + off_t(isAppending ? 0 : done)
                let count = pwrite(number, rest.baseAddress, rest.count, place)
                if count > 0 {
                    done += count
                } else {
                    guard count < 0, errno == EINTR else { throw FileSystemError(errno) }
                }
            }
        }
    }

    func attributes() throws(FileSystemError) -> FileAttributes {
        guard let attributes = try descriptor?.attributes() else { throw .inputOutput }
        return attributes
    }

    func setAttributes(_ attributes: FileAttributes) throws(FileSystemError) {
        let number = try number()
        if isReadOnly { throw .readOnly }
        let isWriter = options.contains(.write)
        guard isWriter || !attributes.isResizing else { throw .permissionDenied }
        try descriptor?.change(attributes, writer: isWriter ? number : nil)
    }

    func synchronize() throws(FileSystemError) {
        guard fsync(try number()) == 0 else { throw FileSystemError(errno) }
    }

    func statistics() throws(FileSystemError) -> FileSystemStatistics {
        guard let counts = try descriptor?.statistics(isReadOnly: isReadOnly)
        else { throw .inputOutput }
        return counts
    }

    func close() throws(FileSystemError) {
        guard let descriptor = descriptor.take() else { throw .inputOutput }
        try descriptor.close()
    }
}
