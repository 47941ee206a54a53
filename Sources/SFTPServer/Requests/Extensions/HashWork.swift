internal import SFTPFileSystem
internal import SFTPWire

/// Hashing a range of a file, block by block: the check-file requests and md5-hash.
final class HashWork: SlicedWork {
    let exchange: Exchange
    let path: [UInt8]
    let files: [HandleEntry]
    var newPath: [UInt8] { [] }
    private(set) var moved: UInt64 = 0
    private let range: RangeReader
    private let digest: Digest
    /// Bytes of a block; all of the range when it gets one hash.
    private let blockSize: UInt64
    private var leftInBlock: UInt64
    private var hashes: [UInt8] = []
    private let answer: Answer

    /// Writes the reply with the hashes of all blocks, one behind the other.
    typealias Answer = (inout Exchange, Session, [UInt8]) -> Void

    /// - Parameters:
    ///   - blockSize: Bytes that get a hash of their own; 0: one hash for the whole range.
    ///   - answer: Writes the reply.
    init(
        _ exchange: Exchange, _ range: RangeReader, _ digest: Digest, blockSize: UInt32,
        of source: HashSource, answer: @escaping Answer
    ) {
        self.exchange = exchange
        self.range = range
        self.digest = digest
        self.blockSize = blockSize == 0 ? .max : UInt64(blockSize)
        leftInBlock = self.blockSize
        path = source.path
        files = source.files
        self.answer = answer
    }

    func advance() throws(FileSystemError) -> Bool {
        var room = Slice.byteCount
        while room > 0, range.left > 0 {
            let count = try range.next(most: room) { hash($0) }
            guard count > 0 else { break }
            moved += UInt64(count)
            room -= UInt64(count)
        }
        guard room == 0, range.left > 0 else {
            // The last block may be shorter, and a range of nothing has a hash too.
            if leftInBlock < blockSize || hashes.isEmpty { endBlock() }
            return true
        }
        return false
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Int(min(UInt64(rest.count), leftInBlock))
            digest.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            leftInBlock -= UInt64(count)
            if leftInBlock == 0 { endBlock() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func endBlock() {
        hashes += digest.finish()
        leftInBlock = blockSize
    }

    func reply(_ exchange: inout Exchange, in session: Session) {
        answer(&exchange, session, hashes)
    }
}

/// The file that is hashed.
struct HashSource {
    let file: any OpenFile
    /// The path the journal shows.
    let path: [UInt8]
    /// The handle that is open for this request alone, if there is one.
    let files: [HandleEntry]
}

extension Session {
    /// Makes the work of a request, or writes its reply at once and makes none.
    typealias HashStart = (inout Exchange, HashSource) throws(Refusal) -> HashWork?

    /// Begins to read the range that shall be hashed.
    ///
    /// - Throws: what a range throws, EOF when it begins behind the end, and INVALID_PARAMETER when
    ///   there is more in it than one request may hash.
    func hashedRange(
        of source: HashSource, offset: UInt64, length: UInt64
    ) throws(Refusal) -> RangeReader {
        let range = try range(of: source.file, offset: offset, length: length)
        guard range.isInside else { throw Refusal(.eof, "The range begins behind the end") }
        guard range.left <= context.limits.hashedBytes else {
            throw .invalidParameter(
                "The range has \(range.left) bytes; \(context.limits.hashedBytes) are the most")
        }
        return range
    }

    /// Hashes the file of a handle that can read.
    func hash(_ started: Exchange, _ packet: RawSpan, handle: RawSpan, _ start: HashStart) {
        var exchange = started
        let entry = handles.entry(handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        guard let entry, case .file(let file) = entry.object else {
            replyInvalidHandle(&exchange)
            finish(&exchange, path: path.span.bytes)
            return
        }
        guard entry.allows(.readData) else {
            reply(&exchange, .notOpenedForThis)
            finish(&exchange, path: path.span.bytes)
            return
        }
        hash(exchange, HashSource(file: file, path: path, files: []), start)
    }

    /// Hashes the file of a path; links are followed.
    func hash(_ started: Exchange, _ packet: RawSpan, path sent: RawSpan, _ start: HashStart) {
        var exchange = started
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            do throws(Refusal) {
                let entry = try openInside(path, .read)
                guard case .file(let file) = entry.object else { return }
                hash(exchange, HashSource(file: file, path: shown.array, files: [entry]), start)
            } catch {
                reply(&exchange, error)
                finish(&exchange, path: shown)
            }
        }
    }

    private func hash(_ started: Exchange, _ source: HashSource, _ start: HashStart) {
        var exchange = started
        do throws(Refusal) {
            if let work = try start(&exchange, source) {
                advance(work)
                return
            }
        } catch {
            reply(&exchange, error)
        }
        // Nothing was written to it, so closing has nothing to say.
        _ = close(source.files)
        let path = source.path
        finish(&exchange, path: path.span.bytes)
    }
}
