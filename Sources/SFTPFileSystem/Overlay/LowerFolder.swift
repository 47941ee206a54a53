import CLinux
import Glibc
import SFTPWire

/// A folder of this machine that an overlay lies over: it is only ever read.
///
/// Confined as a ``DiskFileSystem`` is, and stricter: the overlay resolves symbolic links itself,
/// so on the way to a name of the folder none is followed at all.
public final class LowerFolder: Sendable {
    private let root: ConfinedRoot
    /// Attributes of the folder itself.
    let rootAttributes: FileAttributes

    /// Opens the folder at `path`, a path of this machine.
    ///
    /// - Throws: ``DiskRootError`` when it is missing, not a folder, or cannot be read.
    public init(_ path: String) throws(DiskRootError) {
        root = try ConfinedRoot(path)
        do {
            rootAttributes = try root.open(RawSpan(literal: "/."), flags: clinux_o_path)
                .attributes()
        } catch {
            throw DiskRootError(path: path, reason: .notReadable)
        }
    }

    /// What the folder at `path` has under `name`, or nil.
    ///
    /// - Throws: as stat(2), except for what is missing.
    func entry(_ name: [UInt8], in path: [UInt8]) throws(FileSystemError) -> LowerEntry? {
        do {
            let directory = try open(path, flags: clinux_o_path | O_DIRECTORY)
            return try LowerEntry(name, in: directory.number)
        } catch .notFound, .notADirectory, .linkLoop {
            // Somebody took it away or put something else there: the overlay does not see it.
            return nil
        }
    }

    /// Calls `body` with everything the folder at `path` has.
    ///
    /// - Throws: as opendir(3) and readdir(3), except for what is missing; what `body` throws.
    func forEachEntry(
        in path: [UInt8], _ body: ([UInt8], LowerEntry) throws(FileSystemError) -> Void
    ) throws(FileSystemError) {
        let stream: DirectoryStream
        do {
            stream = try DirectoryStream(
                try openQuietly(path, flags: O_RDONLY | O_DIRECTORY | O_NONBLOCK))
        } catch .notFound, .notADirectory, .linkLoop {
            return
        }
        while let (name, type) = try stream.next() {
            do {
                let entry = try LowerEntry(name, in: stream.number)
                try body(name, entry)
            } catch .notFound {
                continue
            } catch .permissionDenied {
                // A folder without search permission can still be listed.
                try body(name, LowerEntry(hiddenType: type))
            }
        }
    }

    /// Opens a regular file to read.
    ///
    /// - Throws: as open(2).
    func openFile(_ path: [UInt8]) throws(FileSystemError) -> Descriptor {
        try openQuietly(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)
    }

    /// Opens without leaving an access time, where the kernel lets this process do so.
    private func openQuietly(
        _ path: [UInt8], flags: Int32
    ) throws(FileSystemError) -> Descriptor {
        do {
            return try open(path, flags: flags | clinux_o_noatime)
        } catch .permissionDenied {
            return try open(path, flags: flags)
        }
    }

    private func open(_ path: [UInt8], flags: Int32) throws(FileSystemError) -> Descriptor {
        guard !path.isEmpty else {
            return try root.open(RawSpan(literal: "/."), flags: flags)
        }
        return try root.open(path.span.bytes, flags: flags, resolve: ConfinedRoot.withoutLinks)
    }
}

/// What a lower folder has under one name.
struct LowerEntry: Sendable {
    /// Its attributes, as on the disk.
    var attributes: FileAttributes
    /// Number of hard links.
    var linkCount: UInt32
    /// Which file of the disk it is; nil where that may not be known.
    var identity: FileIdentity?
    /// The text of a symbolic link.
    var target: [UInt8]?

    /// Looks at `name` in an open directory.
    ///
    /// - Throws: as stat(2) and readlink(2).
    init(_ name: [UInt8], in directory: Int32) throws(FileSystemError) {
        let (status, attributes) = try Descriptor.attributes(of: name, in: directory)
        self.attributes = attributes
        linkCount = status.linkCount
        identity = status.identity
        if status.type == FileMode.symlink {
            target = Descriptor.symlinkTarget(name.span.bytes, in: directory)
        }
    }

    /// What is known of something nobody may look at: its file-type bits.
    init(hiddenType: UInt32) {
        attributes = FileAttributes()
        attributes.size = 0
        attributes.permissions = hiddenType
        linkCount = 1
    }
}
