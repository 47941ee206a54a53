internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// The replies of a session; each ends the output behind the exchange's mark.
extension Session {
    private static var language: StaticString { "en" }

    /// STATUS with a code's default sentence; the client is told the nearest code it knows.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode) {
        exchange.outcome = code
        writeStatus(
            &exchange, code.downgraded(to: version), RawSpan(literal: code.sentence),
            RawSpan(literal: Self.language))
    }

    /// STATUS with a message made here; the client is told the nearest code it knows.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode, message: String) {
        let bytes = Array(message.utf8)
        exchange.outcome = code
        writeStatus(
            &exchange, code.downgraded(to: version), bytes.span.bytes,
            RawSpan(literal: Self.language))
    }

    /// STATUS for an error of the files.
    func reply(_ exchange: inout Exchange, _ error: FileSystemError) {
        let (code, message) = StatusMapping.status(of: error)
        exchange.outcome = code
        writeStatus(
            &exchange, code.downgraded(to: version), RawSpan(literal: message),
            RawSpan(literal: Self.language))
    }

    /// STATUS as a rule wrote it.
    func reply(_ exchange: inout Exchange, _ replacement: StatusReplacement) {
        let code = replacement.code
        let message = replacement.message ?? RawSpan(literal: code.sentence).array
        let language = replacement.language ?? RawSpan(literal: Self.language).array
        exchange.outcome = code
        writeStatus(&exchange, code, message.span.bytes, language.span.bytes)
    }

    /// INVALID_HANDLE, or the nearest this version has.
    func replyInvalidHandle(_ exchange: inout Exchange) {
        replyStatus(&exchange, .invalidHandle, message: "Invalid handle")
    }

    private func writeStatus(
        _ exchange: inout Exchange, _ code: StatusCode, _ message: RawSpan, _ language: RawSpan
    ) {
        exchange.status = code
        exchange.message = code == .ok ? [] : message.array
        StatusReply(id: exchange.id, code: code, message: message, language: language)
            .write(to: &output, version: version)
    }

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

    /// ATTRS.
    func replyAttributes(_ exchange: inout Exchange, _ attributes: FileAttributes) {
        exchange.rules?.repliedAttributes = attributes
        AttributesReply(id: exchange.id, attributes: attributes)
            .write(to: &output, version: version)
    }

    /// NAME with one path and empty attributes, as REALPATH and READLINK answer.
    func replyPath(_ exchange: inout Exchange, _ path: [UInt8]) {
        NameReply.write(id: exchange.id, name: path.span.bytes, to: &output, version: version)
    }

    /// NAME with these entries.
    func replyNames(_ exchange: inout Exchange, _ entries: [DirectoryEntry]) {
        exchange.rules?.repliedEntries = entries
        exchange.moved = UInt64(entries.count)
        var longName = LongName(names: context.accounts, nowSeconds: context.wallSeconds())
        var line: [UInt8] = []
        line.reserveCapacity(128)
        // Without a maximum: the listing has moved on, a name left out would be lost.
        var writer = NameReplyWriter(
            id: exchange.id, to: &output, version: version, maximumByteCount: .max)
        for entry in entries {
            let attributes = entry.attributes
            if version == .v3 {
                line.removeAll(keepingCapacity: true)
                longName.append(
                    name: entry.name, attributes: attributes, linkCount: entry.linkCount, to: &line)
            }
            _ = writer.append(
                filename: entry.name.span.bytes, longname: line.span.bytes,
                attributes: attributes, to: &output)
        }
        writer.finish(&output)
    }

    /// Answers with attributes that a rule of the after phase changes.
    func replaceAttributes(_ exchange: inout Exchange, _ patch: AttributePatch) {
        if var attributes = exchange.rules?.repliedAttributes {
            patch.apply(to: &attributes)
            output.truncate(to: exchange.mark)
            replyAttributes(&exchange, attributes)
        } else if var entries = exchange.rules?.repliedEntries {
            for index in entries.indices { patch.apply(to: &entries[index].attributes) }
            output.truncate(to: exchange.mark)
            replyNames(&exchange, entries)
        }
    }
}

extension AttributePatch {
    /// Sets the fields that are present, then leaves out those to omit.
    func apply(to attributes: inout FileAttributes) {
        attributes.merge(set)
        if omit.contains(.size) { attributes.size = nil }
        if omit.contains(.uidGid) {
            attributes.uid = nil
            attributes.gid = nil
        }
        if omit.contains(.permissions) { attributes.permissions = nil }
        if omit.contains(.acModTime) {
            attributes.accessTime = nil
            attributes.modifyTime = nil
        }
        if omit.contains(.extended) { attributes.extended = [] }
    }
}

extension FileAttributes {
    /// Takes over every field that is present in `other`.
    mutating func merge(_ other: FileAttributes) {
        if let size = other.size { self.size = size }
        if let uid = other.uid { self.uid = uid }
        if let gid = other.gid { self.gid = gid }
        if let permissions = other.permissions { self.permissions = permissions }
        if let accessTime = other.accessTime { self.accessTime = accessTime }
        if let modifyTime = other.modifyTime { self.modifyTime = modifyTime }
        if !other.extended.isEmpty { extended = other.extended }
    }
}
