import SFTPServer
import SFTPWire
import Testing

extension StatusRow {
    /// Packets that are wrong as a whole.
    static let packets: [StatusRow] =
        [
            StatusRow("any packet", "the type is one no draft gives to requests", "8 8 8 8") {
                $0.ask(packet("63 00000007"))
            },
            StatusRow("any packet", "the type is that of a reply", "8 8 8 8") {
                $0.ask(packet("65 00000007 00000000"))
            },
            StatusRow("any packet", "the packet ends within the request id", "5 5 5 5") {
                $0.ask(packet("11 0000"))
            },
            StatusRow("LINK", "the version has no such request", "8 8 8 -") {
                $0.ask(Request.link("new", to: "a.txt", isSymbolic: true))
            },
            StatusRow("BLOCK", "the version has no such request", "8 8 8 -") {
                $0.ask(Request.block(try $0.open("a.txt"), 0, 1, .read))
            },
            StatusRow("UNBLOCK", "the version has no such request", "8 8 8 -") {
                $0.ask(Request.unblock(try $0.open("a.txt"), 0, 1))
            },
            StatusRow("SYMLINK", "the version has no such request", "- - - 8") {
                $0.ask(Request.symlink(target: "x", at: "new"))
            },
        ]
        + MatrixPathRequest.all.map { request in
            StatusRow(request.name, "the packet is cut short in a field", request.cutShort) {
                $0.ask(Request.cutShort(request.make("a.txt", $0.version)))
            }
        }
        + (MatrixHandleRequest.all + [MatrixHandleRequest.readdir]).map { request in
            StatusRow(
                request.name, "the packet is cut short in a field", request.codes("5 5 5 5")
            ) {
                let handle = try $0.open("a.txt", .readWrite)
                return $0.ask(Request.cutShort(request.make(handle, $0.version)))
            }
        }
}

extension MatrixPathRequest {
    /// BAD_MESSAGE in every version that has the request.
    fileprivate var cutShort: String {
        ProtocolVersion.allCases.map { versions.contains($0) ? "5" : "-" }
            .joined(separator: " ")
    }
}

extension Request {
    /// The packet without most of its last field, its length put right.
    ///
    /// Of a byte nothing is left; some packets may leave out their last byte, so two go.
    static func cutShort(_ packet: [UInt8]) -> [UInt8] { string(Array(packet[4...].dropLast(2))) }
}
