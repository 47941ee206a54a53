import SFTPWire

/// An open directory of a disk backend.
final class DiskOpenDirectory: OpenDirectory {
    private var stream: DirectoryStream?
    private var dots: [DirectoryEntry]

    /// Takes over an open directory; without `parent`, `..` shows what `.` shows.
    init(
        _ descriptor: consuming Descriptor, parent: FileAttributes?
    ) throws(FileSystemError) {
        let attributes = try descriptor.attributes()
        dots = [
            Self.entry(Array("..".utf8), parent ?? attributes),
            Self.entry(Array(".".utf8), attributes),
        ]
        stream = try DirectoryStream(descriptor)
    }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        if stream != nil, let entry = dots.popLast() { return entry }
        while let name = try nextName() {
            do {
                return Self.entry(name, try attributes(of: name))
            } catch .notFound {
                // Gone meanwhile.
                continue
            } catch {
                // What a directory without search permission hides is still named.
                return Self.entry(name, FileAttributes())
            }
        }
        return nil
    }

    func close() {
        stream = nil
    }

    private func nextName() throws(FileSystemError) -> [UInt8]? {
        guard stream != nil else { throw .inputOutput }
        return try stream?.next()?.name
    }

    private func attributes(of name: [UInt8]) throws(FileSystemError) -> FileAttributes {
        guard let number = stream?.number else { throw .inputOutput }
        return try Descriptor.attributes(of: name, in: number).1
    }

    private static func entry(_ name: [UInt8], _ attributes: FileAttributes) -> DirectoryEntry {
        DirectoryEntry(
            name: name, attributes: attributes, linkCount: attributes.linkCount ?? 1)
    }
}
