internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// CLOSE (draft-02 section 6.3, draft-13 8.1.3).
extension Session {
    /// CLOSE of a file or directory handle, which is invalid whatever the answer is.
    func close(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try HandleRequest(.close, from: &reader, version: version)
        var exchange = exchange(.fileClose, reader.header, .close)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        exchange.handleKind = entry?.kind
        entry?.closeWasAsked = true
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            handles.remove(entry)
            perform(&exchange) { () throws(FileSystemError) in try close(entry) }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    /// Ends the use of what a handle stood for, which must have left the table.
    ///
    /// - Throws: what could not be stored or deleted; it is closed all the same.
    func close(_ entry: HandleEntry) throws(FileSystemError) {
        switch entry.object {
        case .directory(let directory, _):
            directory.close()
            entry.listing?.close()
        case .file(let file):
            var failure: FileSystemError?
            do throws(FileSystemError) {
                try entry.use.text?.flush(to: file)
            } catch {
                failure = error
            }
            do throws(FileSystemError) {
                // The file is still open, so that no other one can have its identity.
                try endSharing(file, entry.use)
            } catch {
                failure = failure ?? error
            }
            do throws(FileSystemError) {
                try file.close()
            } catch {
                failure = failure ?? error
            }
            if let failure { throw failure }
        }
    }
}
