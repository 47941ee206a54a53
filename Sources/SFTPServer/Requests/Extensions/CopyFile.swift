internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// copy-file (draft-ietf-secsh-filexfer-extensions-00 section 6).
extension Session {
    /// copy-file: the copy gets the permissions of the file, as cp(1) gives them.
    func copyFile(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try CopyFileRequest(from: &reader, version: version)
        let exchange = exchange(.extended, reader.header, .copyFile)
        let destination = request.destination
        let overwrites = request.overwrites
        withPath(request.source) { from, shownFrom in
            withPath(destination) { to, shownTo in
                var exchange = exchange
                observe(&exchange, shownFrom, newPath: shownTo)
                guard begin(&exchange, packet: packet, path: shownFrom, newPath: shownTo) else {
                    return
                }
                var opened: [HandleEntry] = []
                do throws(Refusal) {
                    let source = try openInside(from, .read)
                    opened.append(source)
                    let target = try openTarget(to, of: source, overwrites: overwrites)
                    opened.append(target)
                    let work = try copyWork(
                        exchange, source, target, path: shownFrom.array, newPath: shownTo.array)
                    advance(work)
                } catch {
                    // The error that comes first is the one to tell.
                    _ = close(opened)
                    reply(&exchange, error)
                    finish(&exchange, path: shownFrom, newPath: shownTo)
                }
            }
        }
    }

    private func openTarget(
        _ path: RawSpan, of source: HandleEntry, overwrites: Bool
    ) throws(Refusal) -> HandleEntry {
        var attributes = FileAttributes()
        if case .file(let file) = source.object, let found = try? file.attributes() {
            attributes.permissions = found.permissions.map { $0 & 0o777 & ~context.limits.umask }
        }
        // An existing file is not emptied before it is known to be another one.
        return try openInside(
            path, overwrites ? [.write, .create] : [.write, .create, .exclusive], attributes)
    }

    private func copyWork(
        _ exchange: Exchange, _ source: HandleEntry, _ target: HandleEntry, path: [UInt8],
        newPath: [UInt8]
    ) throws(Refusal) -> CopyWork {
        guard case .file(let from) = source.object, case .file(let to) = target.object,
            from.identity != to.identity
        else { throw .invalidParameter("A file cannot be copied onto itself") }
        let range = try range(of: from, offset: 0, length: .max)
        try requireUnlocked(to, offset: 0, length: .max, against: .write)
        do throws(FileSystemError) {
            try to.setAttributes(FileAttributes(size: 0))
        } catch {
            throw Refusal(error)
        }
        return CopyWork(
            exchange, from: range, path: path, to: to, 0, newPath: newPath,
            files: [source, target])
    }
}
