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
            if let part = exchange.rules?.before?.directive.files.part {
                let count = part.count(of: request.data.byteCount)
                writeFile(
                    &exchange, file, entry, request.offset, request.data.extracting(0..<count))
            } else if let change = exchange.rules?.before?.directive.content.write {
                let block = change.applied(to: request.data.array, at: request.offset)
                writeFile(&exchange, file, entry, request.offset, block.span.bytes)
            } else {
                writeFile(&exchange, file, entry, request.offset, request.data)
            }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func writeFile(
        _ exchange: inout Exchange, _ file: any OpenFile, _ entry: HandleEntry,
        _ asked: UInt64, _ data: RawSpan
    ) {
        let use = entry.use
        guard use.access.contains(.writeData) || use.access.contains(.appendData) else {
            reply(&exchange, .notOpenedForThis)
            return
        }
        do throws(FileSystemError) {
            guard let offset = try place(&exchange, file, entry, asked) else { return }
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
            if entry.use.nextOffset != nil { entry.use.nextOffset = end(of: exchange) }
            exchange.moved = UInt64(data.byteCount)
            replyStatus(&exchange, .ok)
        } catch {
            reply(&exchange, error)
        }
    }

    /// Where a block goes, by the habits of the server; nil when it was refused.
    private func place(
        _ exchange: inout Exchange, _ file: any OpenFile, _ entry: HandleEntry, _ asked: UInt64
    ) throws(FileSystemError) -> UInt64? {
        guard let quirks = restraints?.spec.quirks, let placement = quirks.writes else {
            return asked
        }
        switch placement {
        case .anywhere: return asked
        case .appended: return try file.attributes().size ?? 0
        case .sequential:
            // The first block begins a file or goes on with it.
            let isFirst = entry.use.nextOffset == nil
            let next = isFirst ? try file.attributes().size : entry.use.nextOffset
            if asked == next || isFirst && asked == 0 {
                entry.use.nextOffset = asked
                return asked
            }
            if let status = quirks.outOfOrder {
                reply(&exchange, status)
            } else {
                reply(&exchange, .invalidParameter("Blocks have to be written in order"))
            }
            return nil
        }
    }

    private func end(of exchange: Exchange) -> UInt64 {
        let (end, overflow) = (exchange.offset ?? 0)
            .addingReportingOverflow(exchange.asked ?? 0)
        return overflow ? .max : end
    }
}
