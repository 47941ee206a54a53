import SFTPWire
import StrictJSON

/// An event as a program that is asked about it sees it.
public enum CalloutBody {
    /// The event as one JSON object; its keys are those of the journal's lines, but for
    /// `length`, which is `asked` there, and for `phase`, `openHandles` and `data`.
    ///
    /// Texts are strings when they are UTF-8 and `{"hex":"…"}` otherwise; the handle is always
    /// hexadecimal.
    ///
    /// - Parameter includesData: whether the bytes of the request, or READ's, are among it.
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
        if let moved = event.moved { writer.field("moved", moved) }
        writer.flagFields(of: event)
        if event.phase == .after {
            if let outcome = event.outcome, outcome != event.status {
                writer.field("outcome", outcome)
            }
            if let status = event.status { writer.field("status", status) }
        }
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
}
