internal import SFTPWire

/// A stream of packets as people read it: offsets, bytes, field names, values, what is wrong.
public enum PacketListing {
    /// The most bytes of one field that are shown.
    private static let mostShownBytes = 64

    /// The lines of a case, or of all turns of a conversation, each below who sends it.
    public static func lines(_ entry: CorpusEntry) -> [String] {
        switch entry {
        case .stream(let file): return lines(FuzzInput(file))
        case .conversation(let conversation):
            var lines: [String] = []
            for turn in conversation.turns {
                if !lines.isEmpty { lines.append("") }
                lines.append("\(turn.direction.side): \(turn.what)")
                lines += self.lines(
                    FuzzInput(
                        direction: turn.direction, version: turn.version, bytes: turn.bytes))
            }
            return lines
        }
    }

    /// The lines of a whole stream.
    public static func lines(_ input: FuzzInput) -> [String] {
        var lines: [String] = []
        var start = 0
        var number = 0
        let framer = PacketFramer(maximumLength: CorpusFile.maximumByteCount)
        while start < input.bytes.count {
            number += 1
            if number > 1 { lines.append("") }
            let rest = input.bytes.span.bytes.extracting(start..<input.bytes.count)
            do throws(WireError) {
                switch try framer.next(in: rest) {
                case .needMore(let count):
                    lines.append("packet \(number), at \(start): needs \(count) more bytes")
                    return lines + raw(Array(input.bytes[start...]))
                case .packet(let packet):
                    let bytes = packet.array
                    lines += self.lines(bytes, number: number, at: start, input)
                    start += bytes.count
                }
            } catch {
                lines.append("packet \(number), at \(start): \(error)")
                return lines + raw(Array(input.bytes[start...]))
            }
        }
        return lines
    }

    private static func lines(
        _ packet: [UInt8], number: Int, at start: Int, _ input: FuzzInput
    ) -> [String] {
        let dissected = DissectedPacket(packet, input.direction, input.version)
        let fault = dissected.fault
        let type = packet.count > 4 ? PacketType(rawValue: packet[4]) : nil
        let title = type?.name ?? "unknown type"
        var lines = [
            "packet \(number), at \(start): \(title), \(input.direction.rawValue), version "
                + "\(input.version.rawValue), \(packet.count) bytes: "
                + (fault.map(\.description) ?? "ok")
        ]
        var end = 0
        for field in dissected.fields {
            if field.offset > end { lines.append(line(packet, end..<field.offset, "not read")) }
            let range = field.offset..<(field.offset + field.length)
            lines.append(line(packet, range, field.name))
            if let fault, range.contains(fault.offset) || fault.offset == field.offset {
                lines.append("      ^ \(fault.kind) in \(fault.field)")
                return lines + restLines(packet, from: range.upperBound)
            }
            end = max(end, range.upperBound)
        }
        if let fault { lines.append("      ^ \(fault.kind) in \(fault.field) at \(fault.offset)") }
        return lines + restLines(packet, from: end)
    }

    private static func restLines(_ packet: [UInt8], from start: Int) -> [String] {
        start < packet.count ? [line(packet, start..<packet.count, "not read")] : []
    }

    private static func raw(_ bytes: [UInt8]) -> [String] {
        [line(bytes, 0..<bytes.count, "no whole packet")]
    }

    /// `  0009  00000002 "h1"  handle`, numbers in decimal behind the name.
    private static func line(_ packet: [UInt8], _ range: Range<Int>, _ name: String) -> String {
        let bytes = packet[range]
        let shown = bytes.prefix(mostShownBytes)
        var text = "  \(HexText.padded(range.lowerBound, to: 4))  \(HexText.text(shown))"
        if bytes.count > shown.count { text += "… (\(bytes.count) bytes)" }
        let isText = bytes.count > 1 && bytes.allSatisfy { (0x20...0x7e).contains($0) }
        let isNumber = [1, 4, 8].contains(bytes.count) && !isText
        text += "  \(name)"
        if isNumber { return text + " = \(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })" }
        if isText { text += " = \"\(String(decoding: shown, as: UTF8.self))\"" }
        return text
    }
}
