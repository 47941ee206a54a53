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
        if let rules = exchange.rules {
            rules.repliedAttributes = attributes
            if !rules.attributesShape.isPlain {
                replyAttributes(exchange, attributes, rules.attributesShape)
                return
            }
        }
        if version == .v3 {
            AttributesReply.write(
                id: exchange.id, attributes: attributes, to: &output, version: version)
        } else {
            var shown = attributes
            var presenter = AttributePresenter(context, version: version)
            presenter.present(&shown)
            AttributesReply.write(
                id: exchange.id, attributes: shown, to: &output, version: version)
        }
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
        exchange.moved = UInt64(entries.count)
        // Without a maximum: the listing has moved on, a name left out would be lost.
        var writer = NameReplyWriter(
            id: exchange.id, to: &output, version: version, maximumByteCount: .max)
        if version == .v3 {
            writeLongNames(entries, &writer)
        } else {
            writeNames(entries, &writer)
        }
        writer.finish(&output, endOfList: areLast)
    }

    private func writeLongNames(
        _ entries: [DirectoryEntry], _ writer: inout NameReplyWriter
    ) {
        var longName = LongName(names: context.accounts, nowSeconds: context.wallSeconds())
        var line: [UInt8] = []
        line.reserveCapacity(128)
        for entry in entries {
            line.removeAll(keepingCapacity: true)
            longName.append(
                name: entry.name, attributes: entry.attributes, linkCount: entry.linkCount,
                to: &line)
            _ = writer.append(
                filename: entry.name.span.bytes, longname: line.span.bytes,
                attributes: entry.attributes, to: &output)
        }
    }

    private func writeNames(_ entries: [DirectoryEntry], _ writer: inout NameReplyWriter) {
        var presenter = AttributePresenter(context, version: version)
        for entry in entries {
            var attributes = entry.attributes
            presenter.present(&attributes)
            let name = shown(entry.name, &attributes)
            _ = writer.append(
                filename: name.span.bytes, longname: RawSpan(), attributes: attributes,
                to: &output)
        }
    }
}
