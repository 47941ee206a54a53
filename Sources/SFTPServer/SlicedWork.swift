internal import SFTPFileSystem
internal import SFTPWire

/// A request that goes through a file and is cut into slices, between which the event loop serves
/// other sessions; requests of the same session wait, as they do on OpenSSH's server.
protocol SlicedWork: AnyObject {
    /// The request, begun and not answered.
    var exchange: Exchange { get }
    /// The path the journal shows.
    var path: [UInt8] { get }
    /// The second path, likewise.
    var newPath: [UInt8] { get }
    /// Bytes done so far.
    var moved: UInt64 { get }
    /// The handles that are open for this request alone.
    var files: [HandleEntry] { get }

    /// Does one slice; tells whether it was the last.
    func advance() throws(FileSystemError) -> Bool

    /// Answers when all slices are done.
    func reply(_ exchange: inout Exchange, in session: Session)
}

extension Session {
    /// Goes on with work that was begun.
    func advance(_ work: any SlicedWork) {
        do throws(FileSystemError) {
            if try work.advance() {
                conclude(work, nil)
            } else {
                hold(.work(work), nanoseconds: 0)
            }
        } catch {
            conclude(work, error)
        }
    }

    /// Ends work: the reply begins where the output ends now, as other replies may have left
    /// meanwhile.
    func conclude(_ work: any SlicedWork, _ error: FileSystemError?) {
        var exchange = work.exchange.moved(to: output.endPosition)
        exchange.moved = work.moved
        let closing = close(work.files)
        if let error = error ?? closing {
            reply(&exchange, error)
        } else {
            work.reply(&exchange, in: self)
        }
        let path = work.path
        let newPath = work.newPath
        finish(&exchange, path: path.span.bytes, newPath: newPath.span.bytes)
    }

    /// Closes what was open for one request alone; returns the first error of a late write.
    func close(_ files: [HandleEntry]) -> FileSystemError? {
        var first: FileSystemError?
        for file in files {
            do throws(FileSystemError) { try close(file) } catch { first = first ?? error }
        }
        return first
    }

    /// Opens a file for one request alone: it gets no handle the client could use, but goes
    /// together with those of others as if it had one.
    func openInside(
        _ path: RawSpan, _ flags: OpenFlags, _ attributes: FileAttributes = FileAttributes()
    ) throws(Refusal) -> HandleEntry {
        let wish = OpenWish(flags, version: .v3)
        let file = try openShared(path, wish, attributes)
        return HandleEntry(
            object: .file(file), path: path.array, handle: [],
            use: HandleUse(access: wish.access, share: wish.use))
    }

    /// Begins to read a range of a file.
    ///
    /// - Throws: what the file's attributes throw, and when another handle has locked bytes of
    ///   the range.
    func range(
        of file: any OpenFile, offset: UInt64, length: UInt64
    ) throws(Refusal) -> RangeReader {
        let range: RangeReader
        do throws(FileSystemError) {
            range = try RangeReader(file, offset: offset, length: length)
        } catch {
            throw Refusal(error)
        }
        try requireUnlocked(file, offset: offset, length: range.left, against: .read)
        return range
    }

    /// Refuses a range of which another handle has locked bytes.
    func requireUnlocked(
        _ file: any OpenFile, offset: UInt64, length: UInt64, against mode: ShareModes
    ) throws(Refusal) {
        guard context.sharing.hasLocks,
            let range = ByteRange(offset: offset, length: length),
            context.sharing.forbids(
                mode, in: range, of: file.identity, to: ObjectIdentifier(file))
        else { return }
        throw .rangeIsLocked
    }
}

/// Reads a range of a file block by block into the same memory.
final class RangeReader {
    private let file: any OpenFile
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 256 * 1024, alignment: 16)
    /// Where to read next, bytes.
    private(set) var offset: UInt64
    /// Where the range ends.
    let end: UInt64
    /// Whether the range begins in the file or right behind it.
    let isInside: Bool

    /// Reads `length` bytes from `offset`, or those there are up to the end of the file as it is
    /// now: it may grow meanwhile by what is read from it.
    ///
    /// - Throws: what the file's attributes throw.
    init(
        _ file: any OpenFile, offset: UInt64, length: UInt64
    ) throws(FileSystemError) {
        self.file = file
        self.offset = offset
        let size = try file.attributes().size ?? 0
        end = offset + min(length, size - min(size, offset))
        isInside = offset <= size
    }

    deinit { buffer.deallocate() }

    /// Bytes yet to be read.
    var left: UInt64 { end - offset }

    /// Reads the next block of `most` bytes or fewer and lends it; none when the file has shrunk.
    func next(
        most: UInt64, _ body: (UnsafeRawBufferPointer) throws(FileSystemError) -> Void
    ) throws(FileSystemError) -> Int {
        let wanted = Int(min(most, left, UInt64(buffer.count)))
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count = try file.read(at: offset, into: space)
        try body(UnsafeRawBufferPointer(rebasing: space[..<count]))
        offset += UInt64(count)
        return count
    }
}

/// How much of a file is done before other sessions have their turn.
enum Slice {
    /// Bytes: a few milliseconds of hashing.
    static let byteCount: UInt64 = 1024 * 1024
}
