internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// The replies of a session besides STATUS; each ends the output behind the exchange's mark.
extension Session {
    /// HANDLE.
    func replyHandle(_ exchange: inout Exchange, _ handle: [UInt8]) {
        exchange.handle = handle
        HandleReply(id: exchange.id, handle: handle.span.bytes)
            .write(to: &output, version: version)
    }

    /// DATA.
    func replyData(_ exchange: inout Exchange, _ data: RawSpan) {
        exchange.status = .ok
        exchange.outcome = .ok
        exchange.moved = UInt64(data.byteCount)
        DataReply(id: exchange.id, data: data).write(to: &output, version: version)
    }

    /// ATTRS, as the session's version shows attributes of files.
    func replyAttributes(_ exchange: inout Exchange, _ attributes: FileAttributes) {
        exchange.rules?.repliedAttributes = attributes
        if version == .v3 {
            AttributesReply(id: exchange.id, attributes: attributes)
                .write(to: &output, version: version)
        } else {
            var shown = attributes
            var presenter = AttributePresenter(context, version: version)
            presenter.present(&shown)
            AttributesReply(id: exchange.id, attributes: shown)
                .write(to: &output, version: version)
        }
        // Behind length, type and id.
        if let flags = exchange.rules?.rawFlags { output.patch(flags, at: exchange.mark + 9) }
    }

    /// NAME with one path, as REALPATH and READLINK answer; without attributes unless REALPATH
    /// of version 6 looked.
    func replyPath(
        _ exchange: inout Exchange, _ path: [UInt8],
        _ attributes: FileAttributes = FileAttributes()
    ) {
        var attributes = attributes
        var presenter = AttributePresenter(context, version: version)
        presenter.present(&attributes)
        let name = shown(path, &attributes)
        NameReply.write(
            id: exchange.id, name: name.span.bytes, attributes: attributes, to: &output,
            version: version)
    }

    /// NAME with these entries; version 6 is told whether they are the last (draft-13 9.4).
    func replyNames(_ exchange: inout Exchange, _ entries: [DirectoryEntry], areLast: Bool) {
        exchange.rules?.repliedEntries = entries
        exchange.rules?.repliedEntriesAreLast = areLast
        exchange.moved = UInt64(entries.count)
        // Without a maximum: the listing has moved on, a name left out would be lost.
        var writer = NameReplyWriter(
            id: exchange.id, to: &output, version: version, maximumByteCount: .max)
        if version == .v3 {
            writeLongNames(entries, &writer, rawFlags: exchange.rules?.rawFlags)
        } else {
            writeNames(entries, &writer, rawFlags: exchange.rules?.rawFlags)
        }
        writer.finish(&output, endOfList: areLast)
    }

    private func writeLongNames(
        _ entries: [DirectoryEntry], _ writer: inout NameReplyWriter, rawFlags: UInt32?
    ) {
        var longName = LongName(names: context.accounts, nowSeconds: context.wallSeconds())
        var line: [UInt8] = []
        line.reserveCapacity(128)
        for entry in entries {
            line.removeAll(keepingCapacity: true)
            longName.append(
                name: entry.name, attributes: entry.attributes, linkCount: entry.linkCount,
                to: &line)
            let start = output.endPosition
            _ = writer.append(
                filename: entry.name.span.bytes, longname: line.span.bytes,
                attributes: entry.attributes, to: &output)
            if let rawFlags {
                output.patch(rawFlags, at: start + 8 + entry.name.count + line.count)
            }
        }
    }

    private func writeNames(
        _ entries: [DirectoryEntry], _ writer: inout NameReplyWriter, rawFlags: UInt32?
    ) {
        var presenter = AttributePresenter(context, version: version)
        for entry in entries {
            var attributes = entry.attributes
            presenter.present(&attributes)
            let name = shown(entry.name, &attributes)
            let start = output.endPosition
            _ = writer.append(
                filename: name.span.bytes, longname: RawSpan(), attributes: attributes,
                to: &output)
            if let rawFlags { output.patch(rawFlags, at: start + 4 + name.count) }
        }
    }

    /// Answers with attributes that a rule of the after phase changes.
    func replaceAttributes(_ exchange: inout Exchange, _ patch: AttributePatch) {
        guard let rules = exchange.rules else { return }
        rules.rawFlags = patch.rawFlags ?? rules.rawFlags
        if var attributes = rules.repliedAttributes {
            patch.apply(to: &attributes, version: version)
            output.truncate(to: exchange.mark)
            replyAttributes(&exchange, attributes)
        } else if var entries = rules.repliedEntries {
            for index in entries.indices {
                patch.apply(to: &entries[index].attributes, version: version)
            }
            output.truncate(to: exchange.mark)
            replyNames(&exchange, entries, areLast: rules.repliedEntriesAreLast)
        }
    }
}
