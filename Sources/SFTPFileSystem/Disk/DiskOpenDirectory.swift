import CLinux
import SFTPWire

/// An open directory of a disk backend.
final class DiskOpenDirectory: OpenDirectory {
    private var stream: DirectoryStream?
    private var dots: [DirectoryEntry]

    /// Takes over an open directory; without `parentStatus`, `..` shows what `.` shows.
    init(
        _ descriptor: consuming Descriptor, parentStatus: clinux_status?
    ) throws(FileSystemError) {
        let status = try descriptor.status()
        dots = [
            Self.entry(Array("..".utf8), parentStatus ?? status),
            Self.entry(Array(".".utf8), status),
        ]
        stream = try DirectoryStream(descriptor)
    }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        if stream != nil, let entry = dots.popLast() { return entry }
        while let name = try nextName() {
            do {
                return Self.entry(name, try status(of: name))
            } catch .notFound {
                // Gone meanwhile.
                continue
            } catch {
                // What a directory without search permission hides is still named.
                return DirectoryEntry(name: name, attributes: FileAttributes(), linkCount: 1)
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

    private func status(of name: [UInt8]) throws(FileSystemError) -> clinux_status {
        guard let number = stream?.number else { throw .inputOutput }
        return try Descriptor.status(of: name.span.bytes, in: number)
    }

    private static func entry(_ name: [UInt8], _ status: clinux_status) -> DirectoryEntry {
        DirectoryEntry(
            name: name, attributes: FileAttributes(status), linkCount: status.linkCount)
    }
}
