public import SFTPWire

/// Files whose names are found whatever their case, and kept as they were written.
///
/// A part of a path that is not there as it is written is looked for in the listing of its
/// folder; the first name that differs in case alone is meant.
public final class CaseInsensitiveFileSystem: FileSystem {
    private static let slash = UInt8(ascii: "/")
    /// Where the search in a folder ends, in names.
    private static let mostNames = 100_000

    private let stored: any FileSystem

    /// Puts itself before `stored`, which tells cases apart.
    public init(_ stored: any FileSystem) {
        self.stored = stored
    }

    /// The path as it is stored, as far as it is.
    private func found(_ path: RawSpan) -> [UInt8] {
        let sent = path.withUnsafeBytes { Array($0) }
        if exists(sent) { return sent }
        var result: [UInt8] = []
        for part in sent.split(separator: Self.slash) {
            let folder = result.isEmpty ? [Self.slash] : result
            let next = result + [Self.slash] + part
            result = exists(next) ? next : result + [Self.slash] + name(like: part, in: folder)
        }
        return result.isEmpty ? sent : result
    }

    private func exists(_ path: [UInt8]) -> Bool {
        (try? stored.identity(path.span.bytes, followingSymlinks: false)) != nil
    }

    private func name(like part: ArraySlice<UInt8>, in folder: [UInt8]) -> ArraySlice<UInt8> {
        guard let listing = try? stored.openDirectory(folder.span.bytes) else { return part }
        defer { listing.close() }
        let wanted = Self.folded(part)
        for _ in 0..<Self.mostNames {
            guard let entry = try? listing.next() else { break }
            if Self.folded(entry.name[...]) == wanted { return entry.name[...] }
        }
        return part
    }

    /// Names that are no UTF-8 differ in ASCII letters at most.
    private static func folded(_ name: ArraySlice<UInt8>) -> [UInt8] {
        if let text = String(validating: name, as: UTF8.self) {
            return Array(text.lowercased().utf8)
        }
        return name.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    }

    /// See ``FileSystem``.
    public var changeable: ChangeableAttributes { stored.changeable }

    /// See ``FileSystem``; names come in the case they are stored in.
    public func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try stored.canonicalPath(found(path).span.bytes)
    }

    /// See ``FileSystem``.
    public func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        try stored.attributes(found(path).span.bytes, followingSymlinks: followingSymlinks)
    }

    /// See ``FileSystem``.
    public func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        try stored.identity(found(path).span.bytes, followingSymlinks: followingSymlinks)
    }

    /// See ``FileSystem``.
    public func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        try stored.setAttributes(
            attributes, path: found(path).span.bytes, followingSymlinks: followingSymlinks)
    }

    /// See ``FileSystem``.
    public func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        try stored.open(
            found(path).span.bytes, options: options, attributes: attributes, owner: owner)
    }

    /// See ``FileSystem``.
    public func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        try stored.openDirectory(found(path).span.bytes)
    }

    /// See ``FileSystem``.
    public func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        try stored.makeDirectory(found(path).span.bytes, attributes: attributes, owner: owner)
    }

    /// See ``FileSystem``.
    public func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        try stored.removeDirectory(found(path).span.bytes)
    }

    /// See ``FileSystem``.
    public func removeFile(_ path: RawSpan) throws(FileSystemError) {
        try stored.removeFile(found(path).span.bytes)
    }

    /// See ``FileSystem``; a rename that changes the case alone does so.
    public func rename(
        _ from: RawSpan, to: RawSpan, replacing: Bool
    ) throws(FileSystemError) {
        let source = found(from)
        var target = found(to)
        if source == target {
            let sent = to.withUnsafeBytes { Array($0) }
            let name = sent.split(separator: Self.slash).last ?? []
            target = Array(target[...(target.lastIndex(of: Self.slash) ?? 0)]) + name
        }
        try stored.rename(source.span.bytes, to: target.span.bytes, replacing: replacing)
    }

    /// See ``FileSystem``.
    public func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try stored.readSymlink(found(path).span.bytes)
    }

    /// See ``FileSystem``.
    public func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        try stored.makeSymlink(at: found(path).span.bytes, target: target, owner: owner)
    }

    /// See ``FileSystem``.
    public func makeHardLink(
        at path: RawSpan, existing: RawSpan
    ) throws(FileSystemError) {
        try stored.makeHardLink(
            at: found(path).span.bytes, existing: found(existing).span.bytes)
    }

    /// See ``FileSystem``.
    public func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        try stored.statistics(found(path).span.bytes)
    }
}
