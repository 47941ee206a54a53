internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// Fields of an event that cost something to fill: done only where some rule asks for them, by
// reading the packet a second time, so that the requests' own functions know nothing of it.
extension Session {
    /// Fills in what rules want to know of a request before it is carried out.
    func fillNeeds(_ event: inout Event, _ packet: RawSpan) {
        let needs = context.needs(of: event.kind)
        guard !needs.isEmpty else { return }
        if needs.contains(.packet) { event.packet = packet.array }
        if needs.contains(.data) { fillData(&event, packet) }
        if needs.contains(.fileSize) { event.fileSize = fileSize(event) }
        if needs.contains(.attributeValues) {
            event.attributeValues = try? carriedAttributes(event, packet)
        }
        if needs.contains(.sentPath), event.path != nil, event.handle == nil {
            try? fillSentPaths(&event, packet)
        }
    }

    /// Fills in what they want to know when it was carried out.
    func fillNeedsAfter(_ exchange: Exchange, _ rules: RuleContext) {
        rules.event.moved = exchange.moved
        rules.event.openHandles = handles.count
        let needs = context.needs(of: exchange.kind)
        guard !needs.isEmpty else { return }
        if needs.contains(.fileSize) { rules.event.fileSize = fileSize(rules.event) }
        if needs.contains(.attributeValues), let attributes = rules.repliedAttributes {
            rules.event.attributeValues = attributes
        }
        if needs.contains(.data), exchange.kind == .fileRead, let moved = exchange.moved {
            // Length, type, id and the length of the data lie before the data.
            let reply = output.bytes(from: exchange.mark).array
            let count = min(Int(clamping: moved), reply.count - 13)
            guard count >= 0 else { return }
            setData(&rules.event, reply.span.bytes.extracting(13..<(13 + count)))
        }
    }

    /// Gives an event its data and, if a rule asks, their digest.
    func setData(_ event: inout Event, _ data: RawSpan) {
        event.data = data.array
        guard context.needs(of: event.kind).contains(.dataSHA256), let digest = Digest(.sha256)
        else { return }
        data.withUnsafeBytes { digest.update($0) }
        event.dataSHA256 = digest.finish()
    }

    private func fillData(_ event: inout Event, _ packet: RawSpan) {
        do throws(WireError) {
            var reader = try WireReader(packet: packet)
            switch event.kind {
            case .fileWrite:
                setData(&event, try WriteRequest(from: &reader, version: version).data)
            case .extended:
                _ = try reader.readString("extended-request")
                setData(&event, reader.remaining)
            default: break
            }
        } catch {
            // The request's own function has read it, so this is not reached.
            return
        }
    }

    private func fileSize(_ event: Event) -> UInt64? {
        if let handle = event.handle, let entry = handles.entry(handle.span.bytes) {
            guard case .file(let file) = entry.object else { return nil }
            return try? file.attributes().size
        }
        guard let path = event.path else { return nil }
        return try? context.fileSystem.attributes(path.span.bytes, followingSymlinks: true).size
    }

    /// The attributes a request carries, whatever its type.
    private func carriedAttributes(
        _ event: Event, _ packet: RawSpan
    ) throws(WireError) -> FileAttributes? {
        var reader = try WireReader(packet: packet)
        switch event.request {
        case .open: return try OpenRequest(from: &reader, version: version).attributes
        case .mkdir, .setstat:
            return try PathAttributesRequest(.setstat, from: &reader, version: version).attributes
        case .fsetstat: return try FsetstatRequest(from: &reader, version: version).attributes
        case .extended where event.kind == .setAttributes:
            _ = try reader.readString("extended-request")
            _ = try reader.readPath("path")
            return try FileAttributes(from: &reader, version: version)
        default: return nil
        }
    }

    private func fillSentPaths(_ event: inout Event, _ packet: RawSpan) throws(WireError) {
        var reader = try WireReader(packet: packet)
        if event.request == .realpath {
            let request = try RealpathRequest(from: &reader, version: version)
            event.sentPath = request.path.array
            var parts = request.composePaths
            while let part = parts.next() { event.composePaths.append(part.array) }
            return
        }
        if event.request == .extended { _ = try reader.readString("extended-request") }
        event.sentPath = try reader.readString("path").array
    }
}
