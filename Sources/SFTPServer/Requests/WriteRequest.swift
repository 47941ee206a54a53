internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// WRITE (draft-02 section 6.4, draft-13 8.2.3).
extension Session {
    /// WRITE.
    func write(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try WriteRequest(from: &reader, version: version)
        var exchange = exchange(.fileWrite, reader.header, .write)
        exchange.offset = request.offset
        exchange.asked = UInt64(request.data.byteCount)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry, case .file(let file) = entry.object {
            if let change = exchange.rules?.before?.content.write {
                let block = change.applied(to: request.data.array, at: request.offset)
                writeFile(&exchange, file, entry.use, request.offset, block.span.bytes)
            } else {
                writeFile(&exchange, file, entry.use, request.offset, request.data)
            }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func writeFile(
        _ exchange: inout Exchange, _ file: any OpenFile, _ use: HandleUse,
        _ offset: UInt64, _ data: RawSpan
    ) {
        guard use.access.contains(.writeData) || use.access.contains(.appendData) else {
            reply(&exchange, .notOpenedForThis)
            return
        }
        do throws(FileSystemError) {
            if context.sharing.hasLocks {
                let start =
                    use.isAppending
                    ? try file.attributes().size ?? 0 : use.text?.position ?? offset
                let count = data.byteCount + (use.text?.keptCount ?? 0)
                guard !isLocked(file, from: start, count: count, against: .write) else {
                    reply(&exchange, .rangeIsLocked)
                    return
                }
            }
            if let text = use.text {
                try text.write(data, to: file)
            } else {
                try file.write(data, at: offset)
            }
            exchange.moved = UInt64(data.byteCount)
            replyStatus(&exchange, .ok)
        } catch {
            reply(&exchange, error)
        }
    }
}
