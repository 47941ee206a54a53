internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// A folder of a file system, seen as the whole of it.
///
/// `..` never leads out of it, and in a jail no symbolic link does: their targets are then read
/// as paths below the folder, as after chroot(2).
final class RootedFileSystem: FileSystem {
    private let base: any FileSystem
    /// Without a slash at the end; empty for the root itself.
    private let root: [UInt8]
    private let isJail: Bool

    private static let slash = UInt8(ascii: "/")
    /// Symbolic links followed in one resolution before it counts as a loop, as Linux has it.
    private static let linkLimit = 40

    init(_ base: any FileSystem, root: RootSpec) {
        self.base = base
        isJail = root.isJail
        let path = SessionPath.normalized(root.path)
        self.root = path == [Self.slash] ? [] : path
    }

    // MARK: Paths

    /// Where a path of the user is in the whole file system.
    private func place(
        _ path: RawSpan, followingSymlinks: Bool = true
    ) throws(FileSystemError) -> [UInt8] {
        let path = path.array
        guard !path.isEmpty else { return path }
        var pending: [ArraySlice<UInt8>] = path.split(separator: Self.slash).reversed()
        var place = root
        var lengths: [Int] = []
        var linkCount = 0
        while let part = pending.popLast() {
            if part.elementsEqual([UInt8(ascii: ".")]) { continue }
            if part.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) {
                if let length = lengths.popLast() { place.removeLast(place.count - length) }
                continue
            }
            let length = place.count
            place.append(Self.slash)
            place.append(contentsOf: part)
            guard isJail, followingSymlinks || !pending.isEmpty,
                let target = target(of: place)
            else {
                lengths.append(length)
                continue
            }
            linkCount += 1
            guard linkCount <= Self.linkLimit else { throw .linkLoop }
            place.removeLast(place.count - length)
            if target.first == Self.slash {
                place = root
                lengths = []
            }
            pending.append(contentsOf: target.split(separator: Self.slash).reversed())
        }
        // A slash at the end says that it has to be a directory.
        if place.isEmpty || path.count > 1 && path.last == Self.slash { place.append(Self.slash) }
        return place
    }

    /// Where a symbolic link leads; nil when it is none.
    private func target(of place: [UInt8]) -> [UInt8]? {
        do throws(FileSystemError) {
            return try base.readSymlink(place.span.bytes)
        } catch {
            return nil
        }
    }

    /// What the user calls a place; outside of the folder its own name.
    private func shown(_ place: [UInt8]) -> [UInt8] {
        guard place.starts(with: root) else { return place }
        let rest = place.dropFirst(root.count)
        if rest.isEmpty { return [Self.slash] }
        return rest.first == Self.slash ? Array(rest) : place
    }

    // MARK: FileSystem

    var changeable: ChangeableAttributes { base.changeable }

    // Each place has a name of its own: of a temporary array the compiler cannot take the span.

    func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        let place = try self.place(path)
        return shown(try base.canonicalPath(place.span.bytes))
    }

    func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        let place = try self.place(path, followingSymlinks: followingSymlinks)
        return try base.attributes(place.span.bytes, followingSymlinks: followingSymlinks)
    }

    func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        let place = try self.place(path, followingSymlinks: followingSymlinks)
        return try base.identity(place.span.bytes, followingSymlinks: followingSymlinks)
    }

    func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: followingSymlinks)
        try base.setAttributes(
            attributes, path: place.span.bytes, followingSymlinks: followingSymlinks)
    }

    func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        let place = try self.place(
            path, followingSymlinks: options.isDisjoint(with: [.noFollow, .exclusive]))
        return try base.open(
            place.span.bytes, options: options, attributes: attributes, owner: owner)
    }

    func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        let place = try self.place(path)
        return try base.openDirectory(place.span.bytes)
    }

    func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: false)
        try base.makeDirectory(place.span.bytes, attributes: attributes, owner: owner)
    }

    func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: false)
        try base.removeDirectory(place.span.bytes)
    }

    func removeFile(_ path: RawSpan) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: false)
        try base.removeFile(place.span.bytes)
    }

    func rename(_ from: RawSpan, to: RawSpan, replacing: Bool) throws(FileSystemError) {
        let source = try place(from, followingSymlinks: false)
        let target = try place(to, followingSymlinks: false)
        try base.rename(source.span.bytes, to: target.span.bytes, replacing: replacing)
    }

    func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        let place = try self.place(path, followingSymlinks: false)
        return try base.readSymlink(place.span.bytes)
    }

    func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: false)
        try base.makeSymlink(at: place.span.bytes, target: target, owner: owner)
    }

    func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError) {
        let place = try self.place(path, followingSymlinks: false)
        let source = try self.place(existing, followingSymlinks: false)
        try base.makeHardLink(at: place.span.bytes, existing: source.span.bytes)
    }

    func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        let place = try self.place(path)
        return try base.statistics(place.span.bytes)
    }
}
