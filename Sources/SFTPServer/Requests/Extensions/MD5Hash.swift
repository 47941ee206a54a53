internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// md5-hash and md5-hash-handle (draft-05 section 8.1).
extension Session {
    /// Bytes whose hash the client may send along, to save the rest when it differs.
    private static var quickCheckLength: UInt64 { 2048 }

    /// md5-hash.
    func md5Hash(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try MD5HashRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .md5Hash)
        exchange.offset = request.range.offset
        exchange.asked = request.range.length
        let quickCheck = request.range.quickCheckHash.array
        hash(exchange, packet, path: request.path) {
            (exchange, source) throws(Refusal) in
            try md5(&exchange, source, quickCheck)
        }
    }

    /// md5-hash-handle.
    func md5HashHandle(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try MD5HashHandleRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .md5HashHandle)
        exchange.offset = request.range.offset
        exchange.asked = request.range.length
        let quickCheck = request.range.quickCheckHash.array
        hash(exchange, packet, handle: request.handle) {
            (exchange, source) throws(Refusal) in
            try md5(&exchange, source, quickCheck)
        }
    }

    private func md5(
        _ exchange: inout Exchange, _ source: HashSource, _ quickCheck: [UInt8]
    ) throws(Refusal) -> HashWork? {
        guard let digest = Digest(.md5) else {
            throw Refusal(.opUnsupported, "MD5 is switched off here")
        }
        let offset = exchange.offset ?? 0
        let length = exchange.asked ?? 0
        // Only both of them 0 mean the whole file.
        let isWhole = offset == 0 && length == 0
        let range = try hashedRange(
            of: source, offset: offset, length: isWhole ? .max : length)
        if !quickCheck.isEmpty {
            guard try quickHash(source.file, range, digest) == quickCheck else {
                MD5HashReply(id: exchange.id, hash: RawSpan())
                    .write(to: &output, version: version)
                return nil
            }
        }
        return HashWork(exchange, range, digest, blockSize: 0, of: source) {
            exchange, session, hash in
            MD5HashReply(id: exchange.id, hash: hash.span.bytes)
                .write(to: &session.output, version: session.version)
        }
    }

    private func quickHash(
        _ file: any OpenFile, _ range: RangeReader, _ digest: Digest
    ) throws(Refusal) -> [UInt8] {
        do throws(FileSystemError) {
            let first = try RangeReader(
                file, offset: range.offset, length: min(range.left, Self.quickCheckLength))
            _ = try first.next(most: .max) { digest.update($0) }
            return digest.finish()
        } catch {
            throw Refusal(error)
        }
    }
}
