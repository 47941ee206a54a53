internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// OPEN, CLOSE, READ and WRITE (draft-02 sections 6.3 and 6.4).
extension Session {
    /// OPEN.
    func open(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try OpenRequest(from: &reader, version: version)
        var exchange = exchange(.fileOpen, reader.header, .open)
        exchange.flags = request.flags
        exchange.attributes = request.attributes.flags
        var attributes = masked(request.attributes)
        withPath(request.filename) { path, shown in
            observe(&exchange, shown)
            guard begin(&exchange, packet: packet, path: shown) else { return }
            exchange.rules?.before?.attributes?.apply(to: &attributes, version: version)
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
            replyStatus(&exchange, .failure, message: "Too many open handles")
            return
        }
        let options = Self.options(exchange.flags ?? [])
        do throws(FileSystemError) {
            let file = try context.fileSystem.open(
                path, options: options, attributes: attributes, owner: identity.owner)
            addHandle(&exchange, .file(file), shown, options)
        } catch {
            reply(&exchange, error)
        }
    }

    /// The options for `pflags`; without READ and WRITE the file is opened to read, as
    /// OpenSSH does.
    private static func options(_ flags: OpenFlags) -> OpenOptions {
        var options: OpenOptions = []
        if flags.contains(.read) { options.insert(.read) }
        if flags.contains(.write) { options.insert(.write) }
        if flags.contains(.append) { options.formUnion([.append, .write]) }
        if flags.contains(.create) { options.insert(.create) }
        if flags.contains(.truncate) { options.insert(.truncate) }
        if flags.contains(.exclusive) { options.insert(.exclusive) }
        if options.isDisjoint(with: [.read, .write]) { options.insert(.read) }
        return options
    }

    /// Gives an open object its handle and answers with it.
    func addHandle(
        _ exchange: inout Exchange, _ object: OpenObject, _ path: RawSpan, _ options: OpenOptions
    ) {
        let entry: HandleEntry?
        if let chosen = exchange.rules?.before?.handle {
            let added = handles.add(object, path: path.array, options: options, handle: chosen)
            closeReplaced(added?.replaced)
            entry = added?.entry
        } else {
            entry = handles.add(object, path: path.array, options: options)
        }
        guard let entry else {
            replyStatus(&exchange, .failure, message: "Too many open handles")
            return
        }
        replyHandle(&exchange, entry.handle)
    }

    /// A rule of the after phase gives the handle just opened other bytes.
    func replaceHandle(_ exchange: inout Exchange, _ handle: [UInt8]) {
        guard !exchange.handle.isEmpty, let entry = handles.entry(exchange.handle.span.bytes) else {
            return
        }
        handles.remove(entry)
        let added = handles.add(
            entry.object, path: entry.path, options: entry.options, handle: handle)
        closeReplaced(added?.replaced)
        output.truncate(to: exchange.mark)
        replyHandle(&exchange, handle)
    }

    /// Closes what was just opened: the client will never be told the handle, so it could not.
    func takeBackHandle(_ exchange: inout Exchange) {
        guard exchange.kind == .fileOpen || exchange.kind == .dirList,
            let entry = handles.entry(exchange.handle.span.bytes)
        else { return }
        exchange.handle = []
        handles.remove(entry)
        // The answer says something else already.
        try? entry.close()
    }

    private func closeReplaced(_ entry: HandleEntry?) {
        // A rule gave the same bytes twice: the client can name only the newer file, and
        // nobody asks how closing the older one went.
        try? entry?.close()
    }

    /// CLOSE of a file or directory handle.
    func close(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try CloseRequest(from: &reader, version: version)
        var exchange = exchange(.fileClose, reader.header, .close)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        entry?.closeWasAsked = true
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let entry {
            handles.remove(entry)
            do throws(FileSystemError) {
                try entry.close()
                replyStatus(&exchange, .ok)
            } catch {
                reply(&exchange, error)
            }
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    /// READ.
    func read(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try ReadRequest(from: &reader, version: version)
        var exchange = exchange(.fileRead, reader.header, .read)
        exchange.offset = request.offset
        exchange.asked = UInt64(request.length)
        let entry = handles.entry(request.handle)
        let path = entry?.path ?? []
        exchange.handle = entry?.handle ?? request.handle.array
        observe(&exchange, path.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes) else { return }
        if let data = exchange.rules?.before?.data {
            replyData(&exchange, data.span.bytes)
        } else if let entry, case .file(let file) = entry.object {
            readFile(&exchange, file, entry.options, request.offset, Int(request.length))
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    /// Reads straight into the output; a short read is cut off, none at all is EOF.
    private func readFile(
        _ exchange: inout Exchange, _ file: any OpenFile, _ options: OpenOptions,
        _ offset: UInt64, _ length: Int
    ) {
        guard options.contains(.read) else {
            reply(&exchange, FileSystemError.permissionDenied)
            return
        }
        let wanted = min(length, WireLimits.dataLength)
        do throws(FileSystemError) {
            let count = try DataReply.write(
                id: exchange.id, upTo: wanted, to: &output, version: version
            ) { (space) throws(FileSystemError) -> Int in
                try file.read(at: offset, into: space)
            }
            if count > 0 {
                exchange.moved = UInt64(count)
            } else if wanted > 0 {
                replyStatus(&exchange, .eof)
            } else {
                // OpenSSH answers a READ of nothing with DATA of nothing.
                replyData(&exchange, RawSpan())
            }
        } catch {
            reply(&exchange, error)
        }
    }

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
            writeFile(&exchange, file, entry.options, request.offset, request.data)
        } else {
            replyInvalidHandle(&exchange)
        }
        finish(&exchange, path: path.span.bytes)
    }

    private func writeFile(
        _ exchange: inout Exchange, _ file: any OpenFile, _ options: OpenOptions,
        _ offset: UInt64, _ data: RawSpan
    ) {
        guard options.contains(.write) else {
            reply(&exchange, FileSystemError.permissionDenied)
            return
        }
        do throws(FileSystemError) {
            try file.write(data, at: offset)
            exchange.moved = UInt64(data.byteCount)
            replyStatus(&exchange, .ok)
        } catch {
            reply(&exchange, error)
        }
    }

    /// Prepares the event of a request that carries nothing but what the exchange holds.
    func observe(_ exchange: inout Exchange, _ path: RawSpan, newPath: RawSpan = RawSpan()) {
        guard isObserved(exchange.kind) else { return }
        exchange.rules = RuleContext(event: event(exchange, path: path, newPath: newPath))
    }
}
