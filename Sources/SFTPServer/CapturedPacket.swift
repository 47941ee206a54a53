internal import SFTPWire
internal import Scenario

/// A packet that a rule keeps, as a case of the corpus.
public struct CapturedPacket: Sendable {
    /// Larger packets are not kept; the corpus takes 2 MiB per case.
    static let byteLimit = 512 * 1_024
    /// Packets judged in one file; bytes behind them are left out.
    private static let verdictLimit = 1_000
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
        let (verdicts, count) = Self.verdicts(bytes, isReply ? .reply : .request, version)
        let bytes = bytes.prefix(count)
        lines += verdicts.map { "expect: \($0)" }
        lines.append("")
        for start in stride(from: 0, to: bytes.count, by: 16) {
            lines.append(Self.hex(bytes[start..<min(start + 16, bytes.count)]))
        }
        text = lines.map { $0 + "\n" }.joined()
    }

    /// What the codec says of it, as the corpus writes it: of what begins where framing was lost
    /// there may be several packets, and a beginning of one.
    private static func verdicts(
        _ bytes: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> (verdicts: [String], byteCount: Int) {
        let framer = PacketFramer()
        var verdicts: [String] = []
        var start = 0
        while start < bytes.count, verdicts.count < verdictLimit {
            do throws(WireError) {
                switch try framer.next(in: bytes.span.bytes.extracting(start..<bytes.count)) {
                case .needMore(let count): return (verdicts + ["needs \(count)"], bytes.count)
                case .packet(let packet):
                    start += packet.byteCount
                    verdicts.append(verdict(packet, direction, version))
                }
            } catch {
                return (verdicts + ["error \(error)"], bytes.count)
            }
        }
        return (verdicts, start)
    }

    private static func verdict(
        _ packet: RawSpan, _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> String {
        do throws(WireError) {
            _ = try Packet(packet, direction: direction, version: version)
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
