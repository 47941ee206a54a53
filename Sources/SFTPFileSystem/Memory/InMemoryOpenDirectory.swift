import SFTPWire

/// Where a listing stands.
struct ListingPosition: Sendable {
    /// Number of the directory's inode.
    let directory: Int
    /// Serial of that inode.
    let inodeSerial: UInt64
    /// Names made after the listing began have this serial or a greater one: left out, so that
    /// a listing ends even when its reader makes a file for each entry.
    let end: UInt64
    /// Serial of the next name.
    var serial: UInt64 = 0
    /// Where that name probably is.
    var index = 0
    /// Entries of `.` and `..` given out.
    var dots = 0
}

/// What an inode shows of itself; a file's attributes are behind the file's own lock.
enum ShownInode: Sendable {
    /// A file.
    case file(FileNode)
    /// A directory or link, complete.
    case other(FileAttributes)

    /// The attributes.
    var attributes: FileAttributes {
        switch self {
        case .file(let node): node.attributes
        case .other(let attributes): attributes
        }
    }
}

extension InodeTable {
    /// What an inode shows; a directory's size is that of one page, as on ext4.
    func shown(_ number: Int) -> ShownInode {
        // Field by field: a copy of the whole inode would count references on each call.
        switch inodes[number].kind {
        case .file(let node): .file(node)
        case .directory, .special, .free: shown(number, size: 4_096, allocationSize: 4_096)
        case .symlink(let target):
            shown(number, size: UInt64(target.count), allocationSize: 0)
        }
    }

    private func shown(_ number: Int, size: UInt64, allocationSize: UInt64) -> ShownInode {
        .other(
            inodes[number].metadata.attributes(
                size: size, allocationSize: allocationSize,
                linkCount: inodes[number].linkCount))
    }
}

/// An open directory of an in-memory file system.
final class InMemoryOpenDirectory: OpenDirectory {
    private struct Found: Sendable {
        var name: [UInt8]
        var shown: ShownInode
        var linkCount: UInt32
    }

    private static let dot = [UInt8(ascii: ".")]
    private static let dotDot = [UInt8(ascii: "."), UInt8(ascii: ".")]

    private var position: ListingPosition?
    private let fileSystem: InMemoryFileSystem

    /// Begins a listing.
    init(_ position: ListingPosition, fileSystem: InMemoryFileSystem) {
        self.position = position
        self.fileSystem = fileSystem
    }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        guard var position else { throw .inputOutput }
        let found = fileSystem.table.withLock { table in Self.next(&position, in: table) }
        self.position = position
        guard let found else { return nil }
        return DirectoryEntry(
            name: found.name, attributes: found.shown.attributes, linkCount: found.linkCount)
    }

    func close() {
        position = nil
    }

    private static func next(
        _ position: inout ListingPosition, in table: borrowing InodeTable
    ) -> Found? {
        let number = position.directory
        guard table.inodes[number].serial == position.inodeSerial else { return nil }
        guard position.dots == 2 else {
            position.dots += 1
            let isFirst = position.dots == 1
            let inode = isFirst ? number : table.inodes[number].parent
            return Found(
                name: isFirst ? dot : dotDot, shown: table.shown(inode),
                linkCount: table.inodes[inode].linkCount)
        }
        position.index = table.inodes[number].names
            .index(ofSerial: position.serial, hint: position.index)
        while position.index < table.inodes[number].names.entries.count {
            let entry = table.inodes[number].names.entries[position.index]
            guard entry.serial < position.end else { return nil }
            position.index += 1
            position.serial = entry.serial + 1
            guard entry.inode >= 0 else { continue }
            return Found(
                name: entry.name, shown: table.shown(entry.inode),
                linkCount: table.inodes[entry.inode].linkCount)
        }
        return nil
    }
}
