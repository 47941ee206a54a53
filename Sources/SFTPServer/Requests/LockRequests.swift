internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// BLOCK and UNBLOCK (draft-13 section 8.8).
extension Session {
    /// BLOCK.
    func block(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try BlockRequest(from: &reader, version: version)
        var exchange = exchange(.fileLock, reader.header, .block)
        exchange.offset = request.offset
        exchange.asked = request.length
        exchange.lock = request.mask
        let mask = request.mask
        onFile(&exchange, packet, request.handle) { exchange, entry, file in
            do throws(Refusal) {
                try lock(
                    entry, file, offset: exchange.offset ?? 0, length: exchange.asked ?? 0, mask)
                replyStatus(&exchange, .ok)
            } catch {
                reply(&exchange, error)
            }
        }
    }

    private func lock(
        _ entry: HandleEntry, _ file: any OpenFile, offset: UInt64, length: UInt64,
        _ mask: LockMask
    ) throws(Refusal) {
        guard mask.isSubset(of: LockMask.defined(in: version)) else {
            throw Refusal(.invalidParameter, "A bit of the lock mask the version does not define")
        }
        guard !offset.addingReportingOverflow(length == 0 ? 0 : length - 1).overflow else {
            throw Refusal(.invalidParameter, "The range ends behind the largest offset")
        }
        guard let use = entry.use.share, !use.access.isDisjoint(with: [.read, .write]) else {
            throw Refusal(.byteRangeLockRefused, "The handle neither reads nor writes")
        }
        guard entry.use.lockCount < context.limits.locksPerHandle else {
            throw Refusal(.byteRangeLockRefused, "Too many locks of one handle")
        }
        let lock = RangeLock(
            owner: ObjectIdentifier(file), blocks: ShareModes(mask),
            isAdvisory: mask.contains(.advisory))
        let range = ByteRange(
            offset: offset, length: length == 0 ? try rest(of: file, from: offset) : length)
        guard
            context.sharing.lock(
                lock, range, offset: offset, length: length, by: use, on: file.identity)
        else { throw Refusal(.byteRangeLockRefused, "The range overlaps a lock") }
        entry.use.lockCount += 1
    }

    /// How many bytes there are from `offset` to the end of the file as it is now.
    private func rest(of file: any OpenFile, from offset: UInt64) throws(Refusal) -> UInt64 {
        do throws(FileSystemError) {
            let size = try file.attributes().size ?? 0
            return size - min(offset, size)
        } catch {
            throw Refusal(error)
        }
    }

    /// UNBLOCK.
    func unblock(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try UnblockRequest(from: &reader, version: version)
        var exchange = exchange(.fileUnlock, reader.header, .unblock)
        exchange.offset = request.offset
        exchange.asked = request.length
        onFile(&exchange, packet, request.handle) { exchange, entry, file in
            let wasLocked = context.sharing.unlock(
                offset: exchange.offset ?? 0, length: exchange.asked ?? 0,
                owner: ObjectIdentifier(file), on: file.identity)
            if wasLocked {
                entry.use.lockCount -= 1
                replyStatus(&exchange, .ok)
            } else {
                replyStatus(&exchange, .noMatchingByteRangeLock)
            }
        }
    }

    private func onFile(
        _ exchange: inout Exchange, _ packet: RawSpan, _ handle: RawSpan,
        _ body: (inout Exchange, HandleEntry, any OpenFile) -> Void
    ) {
        let entry = handles.entry(handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        switch entry?.object {
        case .file(let file):
            if let entry { body(&exchange, entry, file) }
        case .directory:
            // Draft-13 section 8.8.1 leaves it to the server.
            replyStatus(&exchange, .opUnsupported, message: "Directories have no byte ranges")
        case nil: replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }
}
