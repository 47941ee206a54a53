import CLinux
import Glibc
import SFTPWire

extension Descriptor {
    /// Changes the sizes that are present; this must be open for writing.
    ///
    /// An allocation size below the size truncates (draft-13 7.4).
    ///
    /// - Throws: as ftruncate(2) and fallocate(2).
    func resize(_ attributes: FileAttributes) throws(FileSystemError) {
        if let size = attributes.size { try cut(to: size) }
        guard let allocationSize = attributes.allocationSize else { return }
        guard try allocationSize >= status().size else { return try cut(to: allocationSize) }
        guard allocationSize > 0 else { return }
        while clinux_preallocate(number, Int64(clamping: allocationSize)) != 0 {
            guard errno == EINTR else { throw FileSystemError(errno) }
        }
    }

    private func cut(to size: UInt64) throws(FileSystemError) {
        guard ftruncate(number, off_t(clamping: size)) == 0 else { throw FileSystemError(errno) }
    }

    /// Opens the regular file this refers to anew, for writing.
    ///
    /// - Throws: as open(2).
    func reopenedForWriting() throws(FileSystemError) -> Descriptor {
        Descriptor(
            owning: Int32(
                try withProcessPath { Int(open($0, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) }))
    }
}
