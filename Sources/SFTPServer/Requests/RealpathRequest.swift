internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// REALPATH (draft-02 section 6.11, draft-05 6.10, draft-13 8.9).
extension Session {
    /// REALPATH.
    func realpath(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try RealpathRequest(from: &reader, version: version)
        let exchange = exchange(.resolvePath, reader.header, .realpath)
        if version >= .v6 {
            compose(exchange, packet, request)
        } else {
            // Version 5 wants missing paths refused; real servers of 3 and 4 resolve them.
            resolve(exchange, packet, request.path, mustExist: version == .v5)
        }
    }

    /// REALPATH before version 6, and expand-path@openssh.com.
    func resolve(
        _ started: Exchange, _ packet: RawSpan, _ sent: RawSpan, mustExist: Bool = false
    ) {
        var exchange = started
        withPath(sent) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            do throws(FileSystemError) {
                let resolved = try fileSystem.canonicalPath(path)
                if mustExist {
                    _ = try fileSystem.attributes(
                        resolved.span.bytes, followingSymlinks: false)
                }
                replyPath(&exchange, resolved)
            } catch {
                reply(&exchange, error)
            }
            finish(&exchange, path: shown)
        }
    }

    /// REALPATH of version 6: one path from several, looked at as the control byte says.
    private func compose(
        _ started: Exchange, _ packet: RawSpan, _ request: borrowing RealpathRequest
    ) {
        var exchange = started
        exchange.control = request.control ?? .noCheck
        var path = SessionPath.joined(request.path, folder: identity.home)
        var parts = request.composePaths
        while let part = parts.next() { SessionPath.compose(&path, part) }
        let shown = SessionPath.normalized(path)
        observe(&exchange, shown.span.bytes)
        guard begin(&exchange, packet: packet, path: shown.span.bytes) else { return }
        answer(&exchange, path, shown, request.control ?? .noCheck)
        finish(&exchange, path: shown.span.bytes)
    }

    private func answer(
        _ exchange: inout Exchange, _ path: [UInt8], _ shown: [UInt8], _ control: RealpathControl
    ) {
        switch control {
        case .noCheck where shown.count <= SessionPath.longest:
            // Links are not followed: REMOVE of the path removes the link.
            replyPath(&exchange, shown)
        case .noCheck: reply(&exchange, FileSystemError.invalidName)
        case .statIf, .statAlways:
            do throws(FileSystemError) {
                let resolved = try fileSystem.canonicalPath(path.span.bytes)
                var attributes = try fileSystem.attributes(
                    resolved.span.bytes, followingSymlinks: true)
                attributes.keepForListing(in: version)
                replyPath(&exchange, resolved, attributes)
            } catch {
                if control == .statIf && shown.count <= SessionPath.longest {
                    replyPath(&exchange, shown)
                } else {
                    reply(&exchange, error)
                }
            }
        default:
            reply(&exchange, Refusal.invalidParameter("Undefined control byte"))
        }
    }
}
