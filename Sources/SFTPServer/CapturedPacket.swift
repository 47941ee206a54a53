internal import SFTPWire
internal import Scenario

/// A packet that a rule keeps, as a case of the corpus.
public struct CapturedPacket: Sendable {
    /// Larger packets are not kept; the corpus takes 2 MiB per case.
    static let byteLimit = 512 * 1_024
    /// Packets kept in one run.
    static let countLimit = 10_000
    /// Bytes of packets kept in one run; as text they take a little more than twice that.
    static let totalByteLimit = 64 * 1_024 * 1_024

    /// The name of its file.
    public let fileName: String
    /// The file's text, in the form of `Corpus/README.md`.
    public let text: String

    init(fileName: String, bytes: [UInt8], event: Event) {
        self.fileName = fileName
        let isReply = event.direction == .out
        let type = bytes.count > 4 ? PacketType(rawValue: bytes[4]) : nil
        let version = event.version.flatMap { ProtocolVersion(rawValue: $0) } ?? .v3
        var lines = [
            "what: \(type?.name ?? "A packet of no known type"), as it went over a connection.",
            "seen: captured from \(Self.printable(event.client ?? "an unknown client"))",
            "direction: \(isReply ? "reply" : "request")",
        ]
        if version != .v3 { lines.append("version: \(version.rawValue)") }
        lines.append("expect: \(Self.verdict(bytes, isReply ? .reply : .request, version))")
        lines.append("")
        for start in stride(from: 0, to: bytes.count, by: 16) {
            lines.append(Self.hex(bytes[start..<min(start + 16, bytes.count)]))
        }
        text = lines.map { $0 + "\n" }.joined()
    }

    /// What the codec says of it, as the corpus writes it.
    private static func verdict(
        _ bytes: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> String {
        do throws(WireError) {
            _ = try Packet(bytes.span.bytes, direction: direction, version: version)
            return "ok"
        } catch {
            return "error \(error)"
        }
    }

    /// A client's name may hold anything; a directive is one line.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20...0x7e).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
