import CLinux
import Glibc
public import SFTPWire

/// A folder of this machine, confined to itself.
///
/// Files belong to whoever runs the process: owners given for what is created are not applied.
/// Access control lists, MIME types, text hints and the bits system, hidden and archive are notes
/// in an extended attribute of the file; other bits are shown as the disk has them and cannot be
/// set, nor can the creation time. Extended pairs are ignored. Needs Linux 5.6 (openat2) and a
/// mounted /proc.
public final class DiskFileSystem: FileSystem {
    let root: ConfinedRoot
    /// Whether every change throws `readOnly`.
    public let isReadOnly: Bool

    /// Opens the folder at `root`, a path of this machine.
    ///
    /// - Throws: ``DiskRootError`` when it is missing, not a folder, or cannot be read.
    public init(root: String, isReadOnly: Bool = false) throws(DiskRootError) {
        self.root = try ConfinedRoot(root)
        self.isReadOnly = isReadOnly
    }

    func requireWritable() throws(FileSystemError) {
        if isReadOnly { throw .readOnly }
    }

    /// The absolute path with dots and links resolved.
    public func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        var step = try canonicalStep(path)
        for _ in 0..<PathLimits.symlinkExpansions {
            guard case .redirect(let target) = step else { break }
            do {
                step = try canonicalStep(target.span.bytes)
            } catch .parentNotFound {
                // It lies behind the last component of the path as it was given.
                throw .notFound
            }
        }
        guard case .path(let path) = step else { throw .linkLoop }
        return path
    }

    private enum CanonicalStep {
        /// The answer.
        case path([UInt8])
        /// The last component is a link that dangles; the answer is that of this path.
        case redirect([UInt8])
    }

    private func canonicalStep(_ path: RawSpan) throws(FileSystemError) -> CanonicalStep {
        let parts = try PathParts(path)
        do {
            return .path(try root.path(of: try root.reference(path, following: true)))
        } catch .notFound {
            let parent = try root.parent(of: path, parts)
            var folder = try root.path(of: parent)
            if folder.count > 1 { folder.append(UInt8(ascii: "/")) }
            let name = path.extracting(parts.name)
            guard let target = parent.symlinkTarget(name) else {
                return .path(folder + name.array)
            }
            return .redirect(target.first == UInt8(ascii: "/") ? target : folder + target)
        }
    }

    /// Attributes of what a path names.
    public func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        try root.reference(path, following: followingSymlinks).attributes()
    }

    /// Which file a path names.
    public func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        try root.reference(path, following: followingSymlinks).status().identity
    }

    /// Changes the attributes that are present, all or none of them.
    public func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        try requireWritable()
        try root.reference(path, following: followingSymlinks).change(attributes)
    }

    /// Opens or creates a regular file.
    public func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        if !options.isDisjoint(with: [.write, .append, .create, .truncate]) {
            try requireWritable()
        }
        let parts = try PathParts(path)
        guard options.contains(.create) else { return try openExisting(path, options) }
        if parts.hasTrailingSlash || parts.last != .name {
            return try openExistingDirectory(path, options)
        }
        do {
            return try create(path, options, attributes)
        } catch .notFound {
            throw .parentNotFound
        } catch .alreadyExists where !options.contains(.exclusive) {
            return try openExistingOrLinked(path, options)
        }
    }

    /// Opens a directory for listing.
    public func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        _ = try PathParts(path)
        do {
            let descriptor = try root.open(path, flags: O_RDONLY | O_DIRECTORY | O_NONBLOCK)
            let parent = try? root.open(
                (path.array + Array("/..".utf8)).span.bytes, flags: clinux_o_path)
            return try DiskOpenDirectory(descriptor, parent: try? parent?.attributes())
        } catch .notFound {
            _ = try root.reference(path, following: true)
            throw .notFound
        }
    }

    /// Space and inode counts of the disk.
    public func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        try root.reference(path, following: true).statistics(isReadOnly: isReadOnly)
    }
}
