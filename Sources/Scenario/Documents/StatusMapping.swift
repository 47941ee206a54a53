import SFTPWire
import StrictJSON

/// A line of `statusMap`.
struct StatusMapping: Sendable {
    /// What the server found.
    let found: StatusCode
    /// What the client is told.
    let told: StatusReplacement
    /// Where what is found stands.
    let place: Place

    /// The kind of `statusMap`.
    static let table = Kind<[StatusMapping]>(
        title: "object of status to status", types: [.object],
        schema: { lines.schema(&$0) },
        read: { node in
            lines.read(node)?.compactMap { line in
                if let code = code(line.name) {
                    return StatusMapping(found: code, told: line.value, place: line.place)
                }
                node.diagnostics.error(
                    "unknown status \(JSONText.quoted(Array(line.name.utf8)))",
                    suggestion: EditDistance.nearest(
                        to: line.name, among: StatusCode.table.map(\.shortName)),
                    at: line.place)
                return nil
            }
        })

    private static let lines = Kind<[Named<StatusReplacement>]>.map(
        "status", of: StatusAction.replacement)

    private static func code(_ name: String) -> StatusCode? {
        StatusCode(name: name) ?? UInt32(name).map { StatusCode(rawValue: $0) }
    }
}
