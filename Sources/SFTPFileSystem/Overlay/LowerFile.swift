import Glibc

/// The content of a lower file as far as the overlay has not cut it off.
struct LowerContent: Sendable {
    /// The file.
    let file: LowerFile
    /// Bytes that have content; beyond lie zeros.
    var size: UInt64

    /// Brings the bytes at `offset` into the whole of `buffer`.
    ///
    /// - Throws: as ``LowerFile/read(into:at:)``.
    func fill(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(FileSystemError) {
        let available = offset < size ? size - offset : 0
        let count = Int(clamping: min(available, UInt64(buffer.count)))
        if count > 0 {
            try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: offset)
        }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }
}

/// A regular file of the folder below an overlay: read where it lies, never copied as a whole.
///
/// Handles keep it open; nothing else does, so that files without handles cost no descriptor.
final class LowerFile: Sendable {
    private struct Opened: Sendable {
        weak var file: OpenLowerFile?
    }

    private let folder: LowerFolder
    private let path: [UInt8]
    private let identity: FileIdentity?
    private let opened = Locked(Opened())

    /// Refers to the file at `path` of `folder`, which was `identity` when it was found.
    init(_ folder: LowerFolder, path: [UInt8], identity: FileIdentity?) {
        self.folder = folder
        self.path = path
        self.identity = identity
    }

    /// Opens the file, or shares what a handle has open.
    ///
    /// - Throws: as open(2); `inputOutput` when another file has taken its place.
    func open() throws(FileSystemError) -> OpenLowerFile {
        try opened.withLock { opened throws(FileSystemError) in
            if let file = opened.file { return file }
            let descriptor = try folder.openFile(path)
            if let identity, try descriptor.status().identity != identity { throw .inputOutput }
            let file = OpenLowerFile(descriptor)
            opened.file = file
            return file
        }
    }

    /// Brings the bytes at `offset` into the whole of `buffer`.
    ///
    /// - Throws: as `open` and pread(2); `inputOutput` when the file has become shorter.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(FileSystemError) {
        let file = try open()
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let place = off_t(clamping: offset) + off_t(done)
            let count = pread(file.descriptor.number, rest.baseAddress, rest.count, place)
            if count > 0 {
                done += count
            } else {
                guard count < 0 else { throw .inputOutput }
                guard errno == EINTR else { throw FileSystemError(errno) }
            }
        }
    }
}

/// An open lower file; closed when the last handle lets go of it.
final class OpenLowerFile: Sendable {
    fileprivate let descriptor: Descriptor

    fileprivate init(_ descriptor: consuming Descriptor) {
        self.descriptor = consume descriptor
    }
}
