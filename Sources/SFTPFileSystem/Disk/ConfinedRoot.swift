import CLinux
import Glibc
import SFTPWire

/// The folder a disk backend serves, and the only way from a path to a descriptor.
///
/// The kernel resolves every path with RESOLVE_IN_ROOT: `..`, absolute symbolic links and
/// components swapped during the call all stay inside. Names are then used relative to a
/// descriptor of their parent, never through a second look-up of the path.
struct ConfinedRoot: ~Copyable, Sendable {
    /// How the kernel is to resolve a path: links are followed inside the root.
    static let followingLinks = UInt64(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
    /// No link is followed, wherever it leads.
    static let withoutLinks = UInt64(RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS)
    /// A path that meets a rename of its components is tried this often.
    private static let attempts = 64

    private let descriptor: Descriptor

    /// Opens the folder.
    ///
    /// - Throws: ``DiskRootError``.
    init(_ path: String) throws(DiskRootError) {
        guard !path.utf8.contains(0) else { throw DiskRootError(path: path, reason: .notFound) }
        let number = Glibc.open(path, clinux_o_path | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw Self.rootError(path, errno) }
        let opened = Descriptor(owning: number)
        let flags = UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let probe = clinux_openat2(number, ".", flags, 0, Self.followingLinks)
        guard probe >= 0 else { throw Self.rootError(path, errno) }
        Glibc.close(probe)
        descriptor = opened
    }

    private static func rootError(_ path: String, _ code: Int32) -> DiskRootError {
        let reason: DiskRootError.Reason =
            switch code {
            case ENOENT: .notFound
            case ENOTDIR: .notADirectory
            case EACCES: .notReadable
            case ENOSYS, EPERM: .cannotConfine
            default: .other(errno: code)
            }
        return DiskRootError(path: path, reason: reason)
    }

    /// Opens what `path` leads to.
    ///
    /// - Throws: as open(2), ENOENT always as `notFound`.
    func open(
        _ path: RawSpan, flags: Int32, mode: UInt32 = 0,
        resolve: UInt64 = ConfinedRoot.followingLinks
    ) throws(FileSystemError) -> Descriptor {
        for _ in 0..<Self.attempts {
            let (number, code) = path.withTerminator { path in
                let flags = UInt64(UInt32(bitPattern: flags | O_CLOEXEC))
                let number = clinux_openat2(
                    descriptor.number, path, flags, UInt64(mode), resolve)
                return (number, errno)
            }
            if number >= 0 { return Descriptor(owning: number) }
            guard code == EAGAIN || code == EINTR else { throw FileSystemError(code) }
        }
        throw .inputOutput
    }

    /// Opens what exists at `path` as a mere reference.
    ///
    /// - Throws: as stat(2), with `parentNotFound` told from `notFound`.
    func reference(_ path: RawSpan, following: Bool) throws(FileSystemError) -> Descriptor {
        let parts = try PathParts(path)
        let noFollow = following ? 0 : O_NOFOLLOW
        do {
            return try open(path, flags: clinux_o_path | noFollow)
        } catch .notFound {
            _ = try parent(of: path, parts)
            throw .notFound
        }
    }

    /// Opens the directory the last component of `path` lies in.
    ///
    /// - Throws: as stat(2), ENOENT as `parentNotFound`.
    func parent(of path: RawSpan, _ parts: PathParts) throws(FileSystemError) -> Descriptor {
        do {
            let flags = clinux_o_path | O_DIRECTORY
            guard !parts.parent.isEmpty else {
                return try open(RawSpan(literal: "/."), flags: flags)
            }
            return try open(path.extracting(parts.parent), flags: flags)
        } catch .notFound {
            throw .parentNotFound
        }
    }

    /// The absolute path inside the root of something that is open.
    ///
    /// - Throws: `notFound` when it was removed or moved out of the root.
    func path(of descriptor: borrowing Descriptor) throws(FileSystemError) -> [UInt8] {
        guard try descriptor.status().link_count > 0 else { throw .notFound }
        let root = try self.descriptor.hostPath()
        let path = try descriptor.hostPath()
        let slash = UInt8(ascii: "/")
        let prefix = root == [slash] ? [] : root
        guard path.starts(with: prefix) else { throw .notFound }
        let inside = path[prefix.count...]
        guard let first = inside.first else { return [slash] }
        guard first == slash else { throw .notFound }
        return Array(inside)
    }
}

extension RawSpan {
    /// Calls `body` with the bytes and a NUL after them, on the stack where they are short.
    ///
    /// The caller has checked that no NUL is among them.
    func withTerminator<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: byteCount + 1) { buffer in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            withUnsafeBytes { bytes.copyMemory(from: $0) }
            bytes[byteCount] = 0
            // The capacity is one at least, so the address is there.
            guard let address = UnsafePointer(buffer.baseAddress) else { return body("") }
            return body(address)
        }
    }
}
