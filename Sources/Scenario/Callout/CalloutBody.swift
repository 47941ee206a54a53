import SFTPWire
import StrictJSON

/// An event as a program that is asked about it sees it.
public enum CalloutBody {
    /// The event as one JSON object; its keys are those of the journal's lines.
    ///
    /// Texts are strings when they are UTF-8 and `{"hex":"…"}` otherwise; the handle is always
    /// hexadecimal.
    ///
    /// - Parameter includesData: whether the bytes of the request are among it.
    public static func bytes(of event: Event, includesData: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("version", 1)
        writer.field("event", event.kind.rawValue)
        writer.field("phase", event.phase.rawValue)
        writeSession(event, to: &writer)
        if let request = event.request {
            writer.field("request", RequestNames.byNumber[Int(request.rawValue)])
        }
        if let id = event.requestID { writer.field("id", id) }
        if let path = event.path { writer.field("path", path) }
        if let path = event.newPath { writer.field("newPath", path) }
        if let target = event.target { writer.field("target", target) }
        if let handle = event.handle { writer.field("handle", TemplateValues.hex(handle)) }
        if let name = event.extensionName { writer.field("extension", name) }
        if let version = event.version { writer.field("sftpVersion", version) }
        if let offset = event.offset { writer.field("offset", offset) }
        if let length = event.length { writer.field("length", length) }
        writeFlags(event, to: &writer)
        if includesData, let data = event.data { writer.field("data", data) }
        writer.endObject()
        return writer.bytes
    }

    private static func writeSession(_ event: Event, to writer: inout JSONWriter) {
        writer.field("connection", event.connection)
        if let session = event.session { writer.field("session", session) }
        if !event.user.isEmpty { writer.field("user", event.user) }
        if let address = event.address { writer.field("address", address) }
        if let port = event.port { writer.field("port", port) }
        if let client = event.client { writer.field("client", client) }
        if let count = event.openHandles { writer.field("openHandles", count) }
    }

    private static func writeFlags(_ event: Event, to writer: inout JSONWriter) {
        let version = event.version.protocolVersion
        if let flags = event.flags { writer.names("flags", flags, in: version) }
        if let access = event.access { writer.names("access", access, in: version) }
        if let modes = event.modes {
            writer.names("modes", modes, in: version)
            if let disposition = modes.disposition { writer.field("disposition", disposition.name) }
        }
        if let flags = event.renameFlags { writer.names("flags", flags, in: version) }
        if let lock = event.lock { writer.names("lock", lock, in: version) }
        if let control = event.control { writer.field("control", control.name) }
        if let kind = event.handleKind { writer.field("handleKind", kind.rawValue) }
        if let attributes = event.attributes, !attributes.isEmpty {
            writer.names("attributes", attributes, in: version)
        }
    }
}

extension JSONWriter {
    /// Writes a member that lists the flags by their names in a version.
    mutating func names<Flags: VersionedFlags>(
        _ key: StaticString, _ flags: Flags, in version: ProtocolVersion
    ) {
        self.key(key)
        beginArray()
        flags.forEachName(in: version) { string($0) }
        endArray()
    }
}
