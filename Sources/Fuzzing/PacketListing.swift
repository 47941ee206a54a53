internal import SFTPWire

/// A stream of packets as people read it: offsets, bytes, field names, values, what is wrong.
public enum PacketListing {
    /// The most bytes of one field that are shown.
    private static let mostShownBytes = 64

    /// The lines of a case or a conversation; below each turn what it was expected to come to.
    public static func lines(_ entry: CorpusEntry) -> [String] {
        let title = ["\(entry.name): \(entry.what)", ""]
        switch entry {
        case .stream(let file): return title + lines(FuzzInput(file))
        case .conversation(let conversation):
            var lines = title
            for (number, turn) in conversation.turns.enumerated() {
                if number > 0 { lines.append("") }
                let note = turn.what.isEmpty ? "" : ": \(turn.what)"
                lines.append("--- turn \(number + 1), \(turn.direction.side)\(note)")
                let input = FuzzInput(
                    direction: turn.direction, version: turn.version, bytes: turn.bytes)
                lines += self.lines(input)
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
                    let unit = count == 1 ? "byte" : "bytes"
                    // What a session's framer says at once is of more use than what is missing.
                    let missing = "needs \(count) more \(unit)"
                    let length = input.bytes.count - start + count - 4
                    let fault = tooLarge(length: length)?.description ?? missing
                    lines.append("packet \(number), at \(start): \(fault)")
                    return lines + unframed(Array(input.bytes[start...]), input)
                case .packet(let packet):
                    let bytes = packet.array
                    lines += self.lines(bytes, number: number, at: start, input)
                    start += bytes.count
                }
            } catch {
                lines.append("packet \(number), at \(start): \(error)")
                return lines + unframed(Array(input.bytes[start...]), input)
            }
        }
        return lines.isEmpty ? ["no bytes"] : lines
    }

    private static func lines(
        _ packet: [UInt8], number: Int, at start: Int, _ input: FuzzInput
    ) -> [String] {
        let dissected = DissectedPacket(packet, input.direction, input.version)
        let fault = tooLarge(length: packet.count - 4) ?? dissected.fault
        let type = packet.count > 4 ? PacketType(rawValue: packet[4]) : nil
        let title = type?.name ?? "unknown type"
        let head =
            "packet \(number), at \(start): \(title), \(input.direction.rawValue), version "
            + "\(input.version.rawValue), \(packet.count) bytes: "
            + (fault.map(\.description) ?? "ok")
        return [head] + fields(packet, dissected.fields, fault, input)
    }

    /// The framer of a session accepts less than this one, which is to show all there is.
    private static func tooLarge(length: Int) -> WireError? {
        guard length > WireLimits.receivedPacketLength else { return nil }
        return WireError(.oversizedPacket, at: 0, in: "length")
    }

    /// What was read of a packet, the fault under the field in which it lies, and the rest.
    private static func fields(
        _ packet: [UInt8], _ fields: [PacketField], _ fault: WireError?, _ input: FuzzInput
    ) -> [String] {
        var lines: [String] = []
        var end = 0
        var isShown = false
        for field in fields {
            if field.offset > end {
                lines.append(line(packet, end..<field.offset, "not read", input))
            }
            let range = field.offset..<(field.offset + field.length)
            lines.append(line(packet, range, field.name, input))
            end = max(end, range.upperBound)
            guard let fault, !isShown, range.contains(fault.offset) else { continue }
            lines.append(mark(fault))
            isShown = true
        }
        // The field that could not be read is not among those that were.
        if let fault, !isShown, fault.offset >= end {
            if fault.offset > end, fault.offset <= packet.count {
                lines.append(line(packet, end..<fault.offset, "not read", input))
                end = fault.offset
            }
            if end < packet.count {
                lines.append(line(packet, end..<packet.count, fault.field + "?", input))
                end = packet.count
            }
            lines.append(mark(fault))
        }
        if end < packet.count { lines.append(line(packet, end..<packet.count, "not read", input)) }
        return lines
    }

    private static func mark(_ fault: WireError) -> String {
        "        ^ \(fault.kind) at \(HexText.padded(fault.offset, to: 4)) in \(fault.field)"
    }

    private static func unframed(_ bytes: [UInt8], _ input: FuzzInput) -> [String] {
        let head = min(4, bytes.count)
        var lines = [line(bytes, 0..<head, "length", input)]
        if head < bytes.count {
            lines.append(line(bytes, head..<bytes.count, "no whole packet", input))
        }
        return lines
    }

    /// `  0009  00000002  handle length = 2`; offsets are hex, from the packet's first byte.
    private static func line(
        _ packet: [UInt8], _ range: Range<Int>, _ name: String, _ input: FuzzInput
    ) -> String {
        let bytes = packet[range]
        let shown = bytes.prefix(mostShownBytes)
        var text = "  \(HexText.padded(range.lowerBound, to: 4))  \(HexText.text(shown))"
        if bytes.count > shown.count { text += "… (\(bytes.count) bytes)" }
        text += "  \(name)"
        let type = packet.count > 4 ? packet[4] : 0
        if let value = FieldMeaning.text(name, bytes, at: range.lowerBound, type, input.version) {
            return text + " = \(value)"
        }
        let isText = !bytes.isEmpty && bytes.allSatisfy { (0x20...0x7e).contains($0) }
        if isText, name != "not read" {
            text += " = \"\(String(decoding: shown, as: UTF8.self))\""
        }
        return text
    }
}
