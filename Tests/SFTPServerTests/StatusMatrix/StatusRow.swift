import SFTPWire
import Testing

/// One situation in which a request is answered by STATUS, and its code in each version.
///
/// A cell of the matrix is a row at one version; `Scenarios/STATUS.md` is written from the rows.
struct StatusRow: Sendable, CustomTestStringConvertible {
    /// The request, as the document names it.
    let request: String
    /// What makes the code arise, as the document says it.
    let situation: String
    /// Codes of versions 3 to 6; nil where the version has no such request or situation.
    let codes: [StatusCode?]
    /// What the server is like.
    let server: MatrixServer
    /// Makes the situation, sends the request and gives its answer.
    let run: @Sendable (MatrixStage) throws -> Reply?

    /// Makes a row; `codes` are the four numbers, `-` for none.
    init(
        _ request: String, _ situation: String, _ codes: String,
        on server: MatrixServer = .plain,
        _ run: @escaping @Sendable (MatrixStage) throws -> Reply?
    ) {
        self.request = request
        self.situation = situation
        self.codes = codes.split(separator: " ").map { column in
            UInt32(column).map { StatusCode(rawValue: $0) }
        }
        self.server = server
        self.run = run
    }

    /// The code of a version.
    func code(in version: ProtocolVersion) -> StatusCode? {
        codes[Int(version.rawValue - ProtocolVersion.v3.rawValue)]
    }

    var testDescription: String { "\(request): \(situation)" }

    /// All rows; the document keeps their order.
    static let all =
        paths + handles + opening + transfer + directories + removal + renaming + links
        + attributes + locks + extensions + failures + packets
}
