internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// check-file-handle, check-file-name and check-file
// (draft-ietf-secsh-filexfer-extensions-00 section 3).
extension Session {
    private static var leastBlockSize: UInt32 { 256 }
    /// Bytes of hashes that one reply has room for.
    private static var mostHashBytes: UInt64 { UInt64(WireLimits.sentPacketLength - 1024) }

    /// check-file-handle, and check-file, whose reply repeats the name.
    func checkFileHandle(
        _ reader: inout WireReader, _ packet: RawSpan, _ name: ExtensionName
    ) throws(WireError) {
        let request = try CheckFileHandleRequest(from: &reader, version: version)
        let wish = CheckFileWish(request.range, repeatsName: name == .checkFile)
        var exchange = exchange(.extended, reader.header, name)
        exchange.offset = wish.offset
        exchange.asked = wish.length
        hash(exchange, packet, handle: request.handle) {
            (exchange, source) throws(Refusal) in
            try checkFile(exchange, source, wish)
        }
    }

    /// check-file-name.
    func checkFileName(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try CheckFileNameRequest(from: &reader, version: version)
        let wish = CheckFileWish(request.range, repeatsName: false)
        var exchange = exchange(.extended, reader.header, .checkFileName)
        exchange.offset = wish.offset
        exchange.asked = wish.length
        hash(exchange, packet, path: request.path) {
            (exchange, source) throws(Refusal) in
            try checkFile(exchange, source, wish)
        }
    }

    private func checkFile(
        _ exchange: Exchange, _ source: HashSource, _ wish: CheckFileWish
    ) throws(Refusal) -> HashWork {
        guard let digest = wish.algorithm.flatMap({ Digest($0) }) else {
            throw Refusal(.opUnsupported, "None of these algorithms is known here")
        }
        guard wish.blockSize == 0 || wish.blockSize >= Self.leastBlockSize else {
            throw .invalidParameter("A block has 256 bytes at least")
        }
        let range = try hashedRange(
            of: source, offset: wish.offset, length: wish.length == 0 ? .max : wish.length)
        let size = UInt64(wish.blockSize)
        let blocks = size == 0 ? 1 : range.left / size + (range.left % size == 0 ? 0 : 1)
        guard blocks <= Self.mostHashBytes / UInt64(digest.algorithm.byteCount) else {
            throw .invalidParameter("The hashes do not fit into one reply")
        }
        let repeatsName = wish.repeatsName
        return HashWork(exchange, range, digest, blockSize: wish.blockSize, of: source) {
            exchange, session, hashes in
            CheckFileReply(
                id: exchange.id,
                algorithm: digest.algorithm.rawValue.utf8.span.bytes,
                hashes: hashes.span.bytes
            ).write(to: &session.output, version: session.version, repeatsName: repeatsName)
        }
    }
}

/// What a check-file request asks for.
private struct CheckFileWish {
    /// The first of the client's algorithms that is known here.
    let algorithm: DigestAlgorithm?
    let offset: UInt64
    let length: UInt64
    let blockSize: UInt32
    let repeatsName: Bool

    init(_ range: borrowing CheckFileRange, repeatsName: Bool) {
        algorithm = DigestAlgorithm(firstOf: range.algorithms)
        offset = range.offset
        length = range.length
        blockSize = range.blockSize
        self.repeatsName = repeatsName
    }
}
