internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// Copying a range of one open file to another: copy-data and copy-file.
final class CopyWork: SlicedWork {
    let exchange: Exchange
    let path: [UInt8]
    let newPath: [UInt8]
    let files: [HandleEntry]
    private(set) var moved: UInt64 = 0
    private let source: RangeReader
    private let target: any OpenFile
    private var targetOffset: UInt64

    init(
        _ exchange: Exchange, from source: RangeReader, path: [UInt8], to target: any OpenFile,
        _ targetOffset: UInt64, newPath: [UInt8], files: [HandleEntry] = []
    ) {
        self.exchange = exchange
        self.source = source
        self.path = path
        self.target = target
        self.targetOffset = targetOffset
        self.newPath = newPath
        self.files = files
    }

    func advance() throws(FileSystemError) -> Bool {
        var room = Slice.byteCount
        while room > 0, source.left > 0 {
            let count = try source.next(most: room) { block throws(FileSystemError) in
                if !block.isEmpty {
                    try target.write(RawSpan(_unsafeBytes: block), at: targetOffset)
                }
            }
            guard count > 0 else { return true }
            moved += UInt64(count)
            room -= UInt64(count)
            let (next, overflow) = targetOffset.addingReportingOverflow(UInt64(count))
            guard !overflow else { return true }
            targetOffset = next
        }
        return source.left == 0
    }

    func reply(_ exchange: inout Exchange, in session: Session) {
        session.replyStatus(&exchange, .ok)
    }
}

// copy-data (OpenSSH PROTOCOL section 4.10).
extension Session {
    /// copy-data.
    func copyData(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try CopyDataRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .copyData)
        let source = handles.entry(request.sourceHandle)
        let target = handles.entry(request.targetHandle)
        let path = source?.path ?? []
        let newPath = target?.path ?? []
        exchange.handle = source?.handle ?? request.sourceHandle.array
        exchange.offset = request.sourceOffset
        exchange.asked = request.length
        observe(&exchange, path.span.bytes, newPath: newPath.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes, newPath: newPath.span.bytes)
        else { return }
        guard let source, let target, case .file(let file) = source.object,
            case .file(let targetFile) = target.object
        else {
            replyInvalidHandle(&exchange)
            finish(&exchange, path: path.span.bytes, newPath: newPath.span.bytes)
            return
        }
        do throws(Refusal) {
            guard source.allows(.readData), target.allows(.writeData) else {
                throw .notOpenedForThis
            }
            // OpenSSH refuses two handles of one path too.
            guard source !== target, path != newPath else {
                throw Refusal(FileSystemError.invalidArgument)
            }
            // Length 0 asks for all there is.
            let range = try range(
                of: file, offset: request.sourceOffset,
                length: request.length == 0 ? .max : request.length)
            try requireUnlocked(
                targetFile, offset: request.targetOffset, length: range.left, against: .write)
            advance(
                CopyWork(
                    exchange, from: range, path: path, to: targetFile, request.targetOffset,
                    newPath: newPath))
        } catch {
            reply(&exchange, error)
            finish(&exchange, path: path.span.bytes, newPath: newPath.span.bytes)
        }
    }
}
