internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// OPEN (draft-02 section 6.3, draft-04 6.3, draft-05 6.3.1, draft-13 8.1.1).
extension Session {
    /// OPEN.
    func open(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try OpenRequest(from: &reader, version: version)
        var exchange = exchange(.fileOpen, reader.header, .open)
        if version < .v5 {
            exchange.flags = request.flags
        } else {
            exchange.access = request.desiredAccess
            exchange.modes = request.modes
        }
        exchange.attributes = request.attributes.flags(for: version)
        var attributes = masked(request.attributes)
        withPath(request.filename) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            exchange.rules?.before?.directive.attributes?.apply(to: &attributes, version: version)
            openFile(&exchange, path, shown, attributes)
            finish(&exchange, path: shown)
        }
    }

    private func openFile(
        _ exchange: inout Exchange, _ path: RawSpan, _ shown: RawSpan,
        _ attributes: FileAttributes
    ) {
        // Checked before the file is touched: a refused open must not create or truncate.
        guard !handles.isFull else {
            replyTooManyHandles(&exchange)
            return
        }
        if exchange.rules?.before?.directive.content.handle?.opensNothing == true {
            addHandle(&exchange, .file(EmptyFile(owner: identity.owner)), shown, .nothing)
            return
        }
        do throws(Refusal) {
            var wish = try wish(of: exchange)
            if restraints?.spec.quirks.appendFlag == .ignored { wish.ignoreAppend() }
            let attributes = try accepted(attributes, path, wish)
            let file = try openShared(path, wish, attributes)
            let use = HandleUse(
                access: wish.access, isAppending: wish.options.contains(.append),
                share: wish.use,
                text: wish.isText ? TextStream(newline: wireNewline) : nil)
            addHandle(&exchange, .file(file), shown, use)
        } catch {
            reply(&exchange, error)
        }
    }

    /// The line end of text on the wire: CR LF unless VERSION said otherwise (draft-04 section
    /// 4.3, draft-13 5.3).
    private var wireNewline: [UInt8] {
        let spec = context.protocolSpec
        return spec.announces(.newline, at: version) ? spec.newline : Array("\r\n".utf8)
    }

    private func wish(of exchange: Exchange) throws(Refusal) -> OpenWish {
        guard version >= .v5 else { return OpenWish(exchange.flags ?? [], version: version) }
        // The superuser alone has privileges, as nothing says who else should.
        return try OpenWish(
            exchange.access ?? [], exchange.modes ?? [], version: version,
            isPrivileged: identity.uid == 0)
    }

    /// The attributes of a file that is created, which those of an existing one do not become
    /// and so cannot be wrong (draft-13 section 8.1.1.3).
    private func accepted(
        _ attributes: FileAttributes, _ path: RawSpan, _ wish: OpenWish
    ) throws(Refusal) -> FileAttributes {
        guard version > .v3 else { return attributes }
        guard wish.options.contains(.create) else { return FileAttributes() }
        do throws(Refusal) {
            return try AttributeAcceptance(version: version, use: .creation)
                .accepted(attributes, names: context.accounts)
        } catch {
            guard !wish.options.contains(.exclusive),
                (try? fileSystem.identity(path, followingSymlinks: true)) != nil
            else { throw error }
            return FileAttributes()
        }
    }

    /// Gives an open object its handle and answers with it.
    func addHandle(
        _ exchange: inout Exchange, _ object: OpenObject, _ path: RawSpan, _ use: HandleUse
    ) {
        let entry: HandleEntry?
        let answer = exchange.rules?.before?.directive.content.handle
        if let chosen = answer.flatMap({ bytes(of: $0) }) {
            let added = handles.add(object, path: path.array, use: use, handle: chosen)
            closeReplaced(added?.replaced)
            entry = added?.entry
        } else {
            entry = handles.add(object, path: path.array, use: use)
        }
        guard let entry else {
            replyTooManyHandles(&exchange)
            // Nothing was done with it yet.
            try? close(HandleEntry(object: object, path: [], handle: [], use: use))
            return
        }
        entry.openedNanoseconds = nowNanoseconds
        if exchange.rules?.before?.directive.files.holdsFile == true { keepFromSight(entry) }
        replyHandle(&exchange, entry.handle)
        if answer?.isStale == true { closeQuietly(entry) }
    }

    /// The answer to one handle too many.
    func replyTooManyHandles(_ exchange: inout Exchange) {
        if let status = restraints?.spec.limits.openHandles?.status {
            reply(&exchange, status)
        } else {
            replyStatus(&exchange, .failure, message: "Too many open handles")
        }
    }

    /// A rule of the after phase gives the handle just opened other bytes.
    func replaceHandle(_ exchange: inout Exchange, _ answer: HandleAnswer) {
        guard exchange.status == .ok, let entry = handles.entry(exchange.handle.span.bytes) else {
            return
        }
        if let handle = bytes(of: answer) {
            handles.remove(entry)
            let added = handles.add(
                entry.object, path: entry.path, use: entry.use, handle: handle)
            added?.entry.listing = entry.listing
            added?.entry.openedNanoseconds = entry.openedNanoseconds
            added?.entry.isHeld = entry.isHeld
            closeReplaced(added?.replaced)
            output.truncate(to: exchange.mark)
            replyHandle(&exchange, handle)
            if answer.isStale, let entry = added?.entry { closeQuietly(entry) }
        } else if answer.isStale {
            closeQuietly(entry)
        }
    }

    /// The bytes of a handle a rule gives; nil for the server's own.
    private func bytes(of answer: HandleAnswer) -> [UInt8]? {
        switch answer.bytes {
        case .own: return nil
        case .chosen(let text): return text.bytes
        case .counted(let length):
            handlesCounted &+= 1
            let count = withUnsafeBytes(of: handlesCounted.bigEndian) { Array($0) }
            return [UInt8](repeating: 0, count: max(0, length - count.count))
                + count.suffix(length)
        }
    }

    /// Closes what a client was told a handle of all the same.
    private func closeQuietly(_ entry: HandleEntry) {
        handles.remove(entry)
        // The client was told that it is open.
        try? close(entry)
    }

    /// Closes what was just opened: the client will never be told the handle, so it could not.
    func takeBackHandle(_ exchange: inout Exchange) {
        guard exchange.kind == .fileOpen || exchange.kind == .dirList,
            let entry = handles.entry(exchange.handle.span.bytes)
        else { return }
        exchange.handle = []
        handles.remove(entry)
        // An upload whose handle nobody has is never closed.
        if entry.isHeld { discard(entry) }
        // The answer says something else already.
        try? close(entry)
    }

    private func closeReplaced(_ entry: HandleEntry?) {
        // A rule gave the same bytes twice: the client can name only the newer file, and
        // nobody asks how closing the older one went.
        guard let entry else { return }
        try? close(entry)
    }
}
