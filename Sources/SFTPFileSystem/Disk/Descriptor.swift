import CLinux
import Glibc

/// A file descriptor with one owner, closed at the end of its life.
struct Descriptor: ~Copyable, Sendable {
    /// The number, valid while this lives.
    let number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        Glibc.close(number)
    }

    /// Closes it now.
    ///
    /// - Throws: what close(2) reports, such as a write that failed late.
    consuming func close() throws(FileSystemError) {
        let number = number
        discard self
        // After EINTR Linux has closed the descriptor; trying again could close another's.
        guard Glibc.close(number) == 0 || errno == EINTR else { throw FileSystemError(errno) }
    }

    /// Gives the number away; closing it is the caller's business from here.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// What statx(2) tells.
    func status() throws(FileSystemError) -> clinux_status {
        var status = clinux_status()
        guard clinux_statx(number, "", clinux_at_empty_path, &status) == 0
        else { throw FileSystemError(errno) }
        return status
    }

    /// What statx(2) tells of `name` in an open directory; a link is not followed.
    ///
    /// The caller has checked that `name` is a single component.
    static func status(
        of name: RawSpan, in directory: Int32
    ) throws(FileSystemError) -> clinux_status {
        var status = clinux_status()
        let (result, code) = name.withTerminator { name in
            let result = clinux_statx(directory, name, AT_SYMLINK_NOFOLLOW, &status)
            return (result, errno)
        }
        guard result == 0 else { throw FileSystemError(code) }
        return status
    }

    /// Calls `body` with the name by which system calls that want a path reach exactly this
    /// file, even where the descriptor was opened with O_PATH.
    ///
    /// - Throws: the mapped errno when `body` returns a negative number.
    @discardableResult
    func withProcessPath(
        _ body: (UnsafePointer<CChar>) -> Int
    ) throws(FileSystemError) -> Int {
        let (result, code) = "/proc/self/fd/\(number)".withCString { path in
            let result = body(path)
            return (result, errno)
        }
        guard result >= 0 else { throw FileSystemError(code) }
        return result
    }

    /// The target of the symbolic link `name` in this directory, nil when it is no link.
    ///
    /// An empty name stands for the link this descriptor itself refers to.
    func symlinkTarget(_ name: RawSpan) -> [UInt8]? {
        Self.symlinkTarget(name, in: number)
    }

    /// The target of the symbolic link `name` in an open directory, nil when it is no link.
    static func symlinkTarget(_ name: RawSpan, in directory: Int32) -> [UInt8]? {
        name.withTerminator { linkText(directory, $0) }
    }

    /// The path of this file as the kernel knows it now.
    func hostPath() throws(FileSystemError) -> [UInt8] {
        let (path, code) = "/proc/self/fd/\(number)".withCString {
            (Self.linkText(AT_FDCWD, $0), errno)
        }
        guard let path else { throw FileSystemError(code) }
        guard path.count < Int(PATH_MAX) else { throw .invalidName }
        return path
    }

    private static func linkText(_ directory: Int32, _ name: UnsafePointer<CChar>) -> [UInt8]? {
        var length = -1
        let text = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let address = buffer.baseAddress else { return }
            address.withMemoryRebound(to: CChar.self, capacity: buffer.count) { address in
                length = readlinkat(directory, name, address, buffer.count)
            }
            count = max(length, 0)
        }
        return length < 0 ? nil : text
    }
}
