internal import SFTPWire
internal import Scenario

// From a framed packet to the function that answers it.
extension Session {
    /// Answers one whole packet.
    func answer(_ packet: RawSpan) {
        do throws(WireError) {
            var reader = try WireReader(packet: packet)
            try dispatch(&reader, packet)
        } catch {
            rejectMalformed(packet, error)
        }
    }

    private func dispatch(
        _ reader: inout WireReader, _ packet: RawSpan
    ) throws(WireError) {
        guard let type = reader.header.type else {
            rejectUnknown(reader.header, packet)
            return
        }
        if type == .`init` {
            try initialize(&reader, packet)
            return
        }
        guard stage != .awaitingInit else {
            rejectEarly(reader.header, packet, type)
            return
        }
        guard type.exists(in: version) else {
            rejectUnknown(reader.header, packet)
            return
        }
        // A request that a rule held up is still the first when it is taken up again.
        if resumed == nil { isFirstRequest = !hasSeenRequest }
        hasSeenRequest = true
        switch type {
        case .read: try read(&reader, packet)
        case .write: try write(&reader, packet)
        case .stat: try stat(&reader, packet)
        case .lstat: try lstat(&reader, packet)
        case .fstat: try fstat(&reader, packet)
        case .open: try open(&reader, packet)
        case .close: try close(&reader, packet)
        case .opendir: try opendir(&reader, packet)
        case .readdir: try readdir(&reader, packet)
        case .setstat: try setstat(&reader, packet)
        case .fsetstat: try fsetstat(&reader, packet)
        case .remove: try remove(&reader, packet)
        case .mkdir: try mkdir(&reader, packet)
        case .rmdir: try rmdir(&reader, packet)
        case .realpath: try realpath(&reader, packet)
        case .rename: try rename(&reader, packet)
        case .readlink: try readlink(&reader, packet)
        case .symlink: try symlink(&reader, packet)
        case .link: try link(&reader, packet)
        case .extended: try extended(&reader, packet)
        case .block: try block(&reader, packet)
        case .unblock: try unblock(&reader, packet)
        case .`init`, .version, .status, .handle, .data, .name, .attrs, .extendedReply:
            rejectUnknown(reader.header, packet)
        }
    }

    /// Calls `body` with a path as the files want it and as rules and journal show it.
    func withPath(_ sent: RawSpan, _ body: (RawSpan, RawSpan) -> Void) {
        if SessionPath.isClean(sent) {
            body(sent, sent)
            return
        }
        let absolute = SessionPath.joined(sent, folder: identity.home)
        let shown = SessionPath.normalized(absolute)
        body(absolute.span.bytes, shown.span.bytes)
    }
}
