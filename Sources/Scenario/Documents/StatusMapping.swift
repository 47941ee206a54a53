import SFTPWire
import StrictJSON

/// A line of `statusMap`.
struct StatusMapping: Sendable {
    /// What the server found.
    let found: StatusCode
    /// What the client is told.
    let told: StatusReplacement

    /// The kind of `statusMap`.
    static let table = Kind<[StatusMapping]>(
        title: "object of status to status", types: [.object],
        schema: { lines.schema(&$0) },
        read: { node in
            lines.read(node)?.compactMap { line in
                code(line.name).map { StatusMapping(found: $0, told: line.value) }
            }
        })

    private static let lines = Kind<[Named<StatusReplacement>]>.map(
        "status", of: StatusAction.replacement
    ) { name in
        code(name) == nil ? "unknown status \(JSONText.quoted(Array(name.utf8)))" : nil
    }

    private static func code(_ name: String) -> StatusCode? {
        StatusCode(name: name) ?? UInt32(name).map { StatusCode(rawValue: $0) }
    }
}
