public import SFTPWire

/// What a backend must do: the default answers of the server come from here.
///
/// Paths are absolute raw bytes as the session made them (current folder joined, nothing else
/// done to them): the backend resolves `.`, `..`, repeated slashes and symbolic links.
/// Every call may come from any event-loop thread.
///
/// Any call with a path throws `notFound` for an empty path or a missing last component,
/// `parentNotFound` and `notADirectory` for one before it, `linkLoop` after 40 links,
/// `permissionDenied` without search permission, and `invalidName` for a NUL, a name over 255
/// or a path over 4,095 bytes. Any change throws `readOnly` in a read-only tree, before all
/// else. What a method throws besides is listed with it.
public protocol FileSystem: AnyObject, Sendable {
    /// What of a file can be changed; anything else is refused as `unsupported`.
    var changeable: ChangeableAttributes { get }

    /// The absolute path with dots and links resolved; a missing last part is kept as it is.
    ///
    /// A dangling link in the last place gives the path it leads to.
    func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8]

    /// Attributes of what `path` names, of the link itself when not following.
    ///
    /// Always the size, allocation size, mode with its type bits, uid, gid, link count, times
    /// and ctime; the creation time, and what was stored besides, where the backend has it.
    /// Names of owners are the session's business.
    func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes

    /// Which file `path` names, by whatever name: the same for all hard links of it, kept by a
    /// rename, never that of another file that is there or still open.
    func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity

    /// Changes the attributes that are present; setting `size` truncates or extends.
    ///
    /// Extended pairs are ignored.
    ///
    /// - Throws: `permissionDenied`; `isADirectory` for a size of a directory,
    ///   `invalidArgument` for that of a link, for a value out of range, and for what only an
    ///   answer has (draft-13 7.10 to 7.13); `unsupported` for the ctime, the permissions of a
    ///   link, and what the backend cannot keep; `noSpace`, `quotaExceeded`.
    func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError)

    /// Opens or creates a file; `attributes` apply to a file that is created, except the size.
    ///
    /// - Throws: `permissionDenied`, `isADirectory`, `alreadyExists` (`create` with `exclusive`),
    ///   `linkLoop` (`noFollow`), `noSpace`, `quotaExceeded`; `unsupported` for what is neither
    ///   file nor directory.
    func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile

    /// Opens a directory for listing.
    ///
    /// - Throws: `notADirectory`, `permissionDenied`.
    func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory

    /// Makes a directory.
    ///
    /// - Throws: `alreadyExists`, `permissionDenied`, `noSpace`, `quotaExceeded`.
    func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError)

    /// Removes an empty directory.
    ///
    /// - Throws: `directoryNotEmpty`, `notADirectory`, `permissionDenied`; `cannotDelete` where
    ///   an attribute bit protects it; `invalidArgument` for the root and for a path that ends
    ///   in `.` or `..`.
    func removeDirectory(_ path: RawSpan) throws(FileSystemError)

    /// Removes a file or a symbolic link.
    ///
    /// - Throws: `isADirectory`, `permissionDenied`; `cannotDelete` where an attribute bit
    ///   protects it.
    func removeFile(_ path: RawSpan) throws(FileSystemError)

    /// Moves a file or directory; without `replacing` an existing target is an error.
    ///
    /// Two names of one file: nothing happens, as POSIX has it.
    ///
    /// - Throws: `alreadyExists` without `replacing`; `directoryNotEmpty`, `isADirectory`,
    ///   `notADirectory` where the target does not match; `invalidArgument` for a directory into
    ///   itself, the root or dots; `permissionDenied`; `cannotDelete` where an attribute bit
    ///   protects what would be replaced; `unsupported` between file systems.
    func rename(_ from: RawSpan, to: RawSpan, replacing: Bool) throws(FileSystemError)

    /// The target text of a symbolic link.
    ///
    /// - Throws: `invalidArgument` for anything else.
    func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8]

    /// Makes a symbolic link at `path` with the text `target`.
    ///
    /// - Throws: `alreadyExists`, `permissionDenied`, `noSpace`; of the target, `notFound` when
    ///   it is empty and `invalidName` for a NUL or more than 4,095 bytes.
    func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError)

    /// Makes a second name `path` for the file or link `existing`.
    ///
    /// - Throws: `alreadyExists`; `permissionDenied`, also for a directory.
    func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError)

    /// Space and inode counts, as statvfs(3).
    func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics
}

/// A file that is open; one per handle, used by one session's thread at a time.
///
/// Letting go of it closes it too. After `close` every call throws `inputOutput`.
public protocol OpenFile: AnyObject {
    /// Which file this is, also after `close`; as ``FileSystem/identity(_:followingSymlinks:)``.
    var identity: FileIdentity { get }

    /// Reads at `offset` into `buffer`; returns the bytes read, 0 at the end of the file.
    ///
    /// - Throws: `permissionDenied` unless opened to read, `invalidArgument` beyond 2^63 - 1.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int

    /// Writes all of `bytes` at `offset` (at the end when the file was opened to append).
    ///
    /// - Throws: `permissionDenied` unless opened to write, `invalidArgument` beyond 2^63 - 1;
    ///   `noSpace` or `quotaExceeded` with the bytes that had room stored.
    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileSystemError)

    /// Attributes of the open file, also after it was renamed or removed.
    func attributes() throws(FileSystemError) -> FileAttributes

    /// Changes the attributes that are present.
    ///
    /// - Throws: `permissionDenied`, also for the size unless opened to write;
    ///   `invalidArgument` for a value out of range; `readOnly`.
    func setAttributes(_ attributes: FileAttributes) throws(FileSystemError)

    /// Flushes to stable storage.
    func synchronize() throws(FileSystemError)

    /// Space and inode counts of the file's file system.
    func statistics() throws(FileSystemError) -> FileSystemStatistics

    /// Ends the use of this file; reports what the disk could not store.
    func close() throws(FileSystemError)
}

/// A directory that is open for listing; entries `.` and `..` come first.
public protocol OpenDirectory: AnyObject {
    /// The next entry, or nil at the end; entries removed meanwhile may be left out.
    ///
    /// - Throws: `inputOutput` after `close`.
    func next() throws(FileSystemError) -> DirectoryEntry?

    /// Ends the listing.
    func close()
}

/// One name of a directory listing with the attributes of what it names (links not followed).
public struct DirectoryEntry: Sendable {
    /// The name, raw bytes.
    public var name: [UInt8]
    /// Its attributes.
    public var attributes: FileAttributes
    /// Number of hard links, for the long name.
    public var linkCount: UInt32

    /// Makes an entry.
    public init(name: [UInt8], attributes: FileAttributes, linkCount: UInt32) {
        self.name = name
        self.attributes = attributes
        self.linkCount = linkCount
    }
}

/// How a file is opened.
public struct OpenOptions: OptionSet, Sendable {
    /// The bits.
    public var rawValue: UInt32

    /// Makes options from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reading is allowed on the handle.
    public static let read = OpenOptions(rawValue: 1)
    /// Writing is allowed on the handle.
    public static let write = OpenOptions(rawValue: 2)
    /// Writes go to the end, whatever their offset.
    public static let append = OpenOptions(rawValue: 4)
    /// Create the file if it does not exist.
    public static let create = OpenOptions(rawValue: 8)
    /// Empty an existing file.
    public static let truncate = OpenOptions(rawValue: 16)
    /// With `create`: fail if it exists (a symbolic link counts as existing).
    public static let exclusive = OpenOptions(rawValue: 32)
    /// Fail with `linkLoop` if the last component is a symbolic link (draft-13 8.1.1.3).
    public static let noFollow = OpenOptions(rawValue: 64)
}

/// Who owns what a session creates.
public struct FileOwner: Equatable, Sendable {
    /// Numeric user.
    public var uid: UInt32
    /// Numeric group.
    public var gid: UInt32

    /// Makes an owner.
    public init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }
}

/// Space and inode counts, fields as in statvfs(3) and statvfs@openssh.com.
public struct FileSystemStatistics: Equatable, Sendable {
    /// Block size, bytes.
    public var blockSize: UInt64
    /// Fundamental block size, bytes; the unit of the three block counts.
    public var fragmentSize: UInt64
    /// Blocks in all.
    public var blocks: UInt64
    /// Free blocks.
    public var freeBlocks: UInt64
    /// Free blocks for ordinary users.
    public var availableBlocks: UInt64
    /// Inodes in all.
    public var files: UInt64
    /// Free inodes.
    public var freeFiles: UInt64
    /// Free inodes for ordinary users.
    public var availableFiles: UInt64
    /// File-system id.
    public var identifier: UInt64
    /// 1 = read-only, 2 = no setuid.
    public var flags: UInt64
    /// Longest name, bytes.
    public var maximumNameLength: UInt64

    /// Makes the record.
    public init(
        blockSize: UInt64, fragmentSize: UInt64, blocks: UInt64, freeBlocks: UInt64,
        availableBlocks: UInt64, files: UInt64, freeFiles: UInt64, availableFiles: UInt64,
        identifier: UInt64, flags: UInt64, maximumNameLength: UInt64
    ) {
        self.blockSize = blockSize
        self.fragmentSize = fragmentSize
        self.blocks = blocks
        self.freeBlocks = freeBlocks
        self.availableBlocks = availableBlocks
        self.files = files
        self.freeFiles = freeFiles
        self.availableFiles = availableFiles
        self.identifier = identifier
        self.flags = flags
        self.maximumNameLength = maximumNameLength
    }
}
