internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// READ (draft-02 section 6.4, draft-13 8.2.1).
extension Session {
    /// READ.
    func read(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try ReadRequest(from: &reader, version: version)
        var exchange = exchange(.fileRead, reader.header, .read)
        exchange.offset = request.offset
        exchange.asked = UInt64(request.length)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let answer = exchange.rules?.before?.directive.content.data {
            answerRead(&exchange, answer, entry, Int(request.length))
        } else if let entry, case .file(let file) = entry.object {
            readFile(&exchange, file, entry.use, request.offset, Int(request.length))
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    /// Reads straight into the output; a short read is cut off, none at all is EOF.
    ///
    /// The end-of-file of version 6 is optional (draft-13 section 9.3) and left to rules: Erlang's
    /// client, which asks for version 6 by itself, hangs on DATA that has it.
    func readFile(
        _ exchange: inout Exchange, _ file: any OpenFile, _ use: HandleUse,
        _ offset: UInt64, _ length: Int
    ) {
        guard use.access.contains(.readData) else {
            reply(&exchange, .notOpenedForThis)
            return
        }
        let wanted = min(length, longestRead)
        if context.sharing.hasLocks {
            let start = use.text?.position ?? offset
            guard !isLocked(file, from: start, count: wanted, against: .read) else {
                reply(&exchange, .rangeIsLocked)
                return
            }
        }
        do throws(FileSystemError) {
            let count: Int
            if let text = use.text {
                count = try readText(exchange.id, file, text, wanted)
            } else {
                count = try DataReply.write(
                    id: exchange.id, upTo: wanted, to: &output, version: version,
                    reading: { (space) throws(FileSystemError) -> Int in
                        try file.read(at: offset, into: space)
                    })
            }
            if count > 0 {
                exchange.moved = UInt64(count)
            } else if wanted > 0 {
                replyStatus(&exchange, .eof)
            } else if let status = restraints?.spec.quirks.emptyRead {
                reply(&exchange, status)
            } else {
                // OpenSSH answers a READ of nothing with DATA of nothing.
                replyData(&exchange, RawSpan())
            }
        } catch {
            reply(&exchange, error)
        }
    }

    /// The most bytes one READ gets.
    var longestRead: Int {
        guard let limit = restraints?.spec.limits.read else { return WireLimits.dataLength }
        return min(Int(limit.size), WireLimits.dataLength)
    }

    private func readText(
        _ id: UInt32, _ file: any OpenFile, _ text: TextStream, _ wanted: Int
    ) throws(FileSystemError) -> Int {
        try DataReply.write(
            id: id, upTo: wanted, to: &output, version: version,
            reading: { (space) throws(FileSystemError) -> Int in
                try text.read(from: file, into: space)
            })
    }
}
