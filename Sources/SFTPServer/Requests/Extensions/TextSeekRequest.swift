internal import SFTPWire
internal import Scenario

// text-seek (draft-04 section 6.3, draft-13 8.1.1.3).
extension Session {
    /// text-seek.
    func textSeek(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try TextSeekRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .textSeek)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        exchange.offset = request.lineNumber
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        textSeek(exchange, entry, line: request.lineNumber)
    }
}
