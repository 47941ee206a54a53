import SFTPWire

/// What a path leads to in an ``InodeTable``.
struct Location {
    /// The directory the last component lies in.
    var directory: Int
    /// The inode found, or nil when the last component does not exist.
    var inode: Int?
    /// Index of the name in the directory's table; nil when missing, or for the root and dots.
    var entry: Int?
    /// What the last component is; only a `name` can be created, moved or removed.
    var last: PathParts.Last
    /// The missing name, when it is the path's own last component.
    var name: Range<Int>
    /// The missing name, when a dangling symbolic link led to it.
    var linkedName: [UInt8]?
    /// Slashes followed the last component.
    var hasTrailingSlash: Bool

    /// The bytes of a name that is to be created.
    func newName(in path: RawSpan) -> [UInt8] {
        linkedName ?? path.extracting(name).array
    }
}

/// Whether a symbolic link in the last place is followed.
enum LastLink {
    /// Always: the operation is about what the link leads to.
    case follow
    /// Only before a trailing slash: the operation is about the link itself.
    case keep
    /// Never: the operation is about the name.
    case keepName
}

extension InodeTable {
    /// Finds what `path` leads to, from the root.
    ///
    /// - Throws: `parentNotFound`, `notADirectory`, `permissionDenied` (no search permission),
    ///   `linkLoop`, `invalidName`; `notFound` for an empty path only.
    mutating func locate(
        _ path: RawSpan, lastLink: LastLink
    ) throws(FileSystemError) -> Location {
        var budget = PathLimits.symlinkExpansions
        return try locate(path, from: Self.root, lastLink: lastLink, budget: &budget)
    }

    /// Finds an inode that must exist.
    ///
    /// - Throws: `notFound`, and what `locate` throws.
    mutating func existing(
        _ path: RawSpan, lastLink: LastLink
    ) throws(FileSystemError) -> Int {
        guard let inode = try locate(path, lastLink: lastLink).inode else { throw .notFound }
        return inode
    }

    private mutating func locate(
        _ path: RawSpan, from start: Int, lastLink: LastLink, budget: inout Int
    ) throws(FileSystemError) -> Location {
        let parts = try PathParts(path)
        let directory = try walk(parts.parent, of: path, from: start, budget: &budget)
        var location = Location(
            directory: directory, inode: nil, entry: nil, last: parts.last, name: parts.name,
            linkedName: nil, hasTrailingSlash: parts.hasTrailingSlash)
        switch parts.last {
        case .root: location.inode = directory
        case .current:
            try require(FileMode.ownerExecute, on: directory)
            location.inode = directory
        case .parent:
            try require(FileMode.ownerExecute, on: directory)
            location.inode = inodes[directory].parent
        case .name:
            try require(FileMode.ownerExecute, on: directory)
            let name = path.extracting(parts.name)
            guard let entry = try find(name, in: directory) else { return location }
            let inode = inodes[directory].names.entries[entry].inode
            location.entry = entry
            location.inode = inode
            guard lastLink != .keepName else { return location }
            if case .symlink(let target) = inodes[inode].kind,
                lastLink == .follow || parts.hasTrailingSlash
            {
                location = try follow(target, from: directory, budget: &budget)
                location.hasTrailingSlash = location.hasTrailingSlash || parts.hasTrailingSlash
            }
            if location.hasTrailingSlash, let found = location.inode, !isDirectory(found) {
                throw .notADirectory
            }
        }
        return location
    }

    /// Follows a link in the last place; what is missing behind it is missing at the last place.
    private mutating func follow(
        _ target: [UInt8], from directory: Int, budget: inout Int
    ) throws(FileSystemError) -> Location {
        guard budget > 0 else { throw .linkLoop }
        budget -= 1
        do {
            let path = target.span.bytes
            var location = try locate(path, from: directory, lastLink: .follow, budget: &budget)
            if location.inode == nil, location.linkedName == nil {
                location.linkedName = path.extracting(location.name).array
            }
            return location
        } catch .parentNotFound {
            throw .notFound
        }
    }

    /// Goes down `range` of `path`; every component must lead to a directory.
    private mutating func walk(
        _ range: Range<Int>, of path: RawSpan, from start: Int, budget: inout Int
    ) throws(FileSystemError) -> Int {
        var directory = path.byte(at: 0) == UInt8(ascii: "/") ? Self.root : start
        var components = PathComponents(range)
        while let component = components.next(in: path) {
            try require(FileMode.ownerExecute, on: directory)
            switch PathParts.kind(of: component, in: path) {
            case .root, .current: continue
            case .parent: directory = inodes[directory].parent
            case .name:
                let name = path.extracting(component)
                directory = try step(name, from: directory, budget: &budget)
            }
        }
        return directory
    }

    private mutating func step(
        _ name: RawSpan, from directory: Int, budget: inout Int
    ) throws(FileSystemError) -> Int {
        guard let entry = try find(name, in: directory) else { throw .parentNotFound }
        let inode = inodes[directory].names.entries[entry].inode
        switch inodes[inode].kind {
        case .directory: return inode
        case .symlink(let target):
            let found: Location
            do {
                found = try follow(target, from: directory, budget: &budget)
            } catch .notFound {
                throw .parentNotFound
            }
            guard let inode = found.inode else { throw .parentNotFound }
            guard isDirectory(inode) else { throw .notADirectory }
            return inode
        case .file, .special, .free: throw .notADirectory
        }
    }

    /// The absolute path of a directory, or of the last `name` in it.
    ///
    /// - Throws: `invalidName` where it is too long for a path; the work ends there too.
    func path(of directory: Int, _ last: [UInt8]? = nil) throws(FileSystemError) -> [UInt8] {
        var names = last.map { [$0] } ?? []
        var count = last.map { $0.count + 1 } ?? 0
        var number = directory
        while number != Self.root {
            names.append(inodes[number].name)
            count += inodes[number].name.count + 1
            guard count <= PathLimits.pathLength else { throw .invalidName }
            number = inodes[number].parent
        }
        let slash = UInt8(ascii: "/")
        guard !names.isEmpty else { return [slash] }
        var path: [UInt8] = []
        path.reserveCapacity(count)
        for name in names.reversed() {
            path.append(slash)
            path.append(contentsOf: name)
        }
        return path
    }
}
