public import SFTPWire

extension CorpusFile {
    /// The case as text: directives, then one field per line with its name.
    ///
    /// Bytes that no packet field covers are written as runs without a name, so reading the
    /// text gives the same case whatever the bytes are.
    public var text: String {
        var lines = CorpusText.head(what: what, seen: seen, shapes: shapes)
        lines += ["direction: \(direction.rawValue)", "version: \(version.rawValue)"]
        if isStrict { lines.append("reading: strict") }
        lines += isOpen ? ["expect: any"] : CorpusText.expectations(expected)
        lines.append("")
        lines += AnnotatedHex.lines(bytes, direction: direction, version: version)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Directives as corpus files write them.
enum CorpusText {
    /// What stands first in every file.
    static func head(what: String, seen: String, shapes: [Int]) -> [String] {
        let shape = shapes.map(String.init).joined(separator: ", ")
        return ["what: \(what)", "seen: \(seen)"] + (shapes.isEmpty ? [] : ["shape: \(shape)"])
    }

    /// One line for each run of equal verdicts.
    static func expectations(_ verdicts: [Verdict]) -> [String] {
        var lines: [String] = []
        var start = 0
        while start < verdicts.count {
            let end = verdicts[start...].firstIndex { $0 != verdicts[start] } ?? verdicts.count
            let times = end - start > 1 ? " * \(end - start)" : ""
            lines.append("expect: \(verdicts[start])\(times)")
            start = end
        }
        return lines
    }
}

/// Bytes of a stream as annotated hex: one line per field, its name behind `#`.
public enum AnnotatedHex {
    /// The lines of a stream of packets.
    public static func lines(
        _ bytes: [UInt8], direction: PacketType.Direction, version: ProtocolVersion = .v3
    ) -> [String] {
        var lines: [String] = []
        var start = 0
        let framer = PacketFramer(maximumLength: CorpusFile.maximumByteCount)
        while start < bytes.count {
            let rest = bytes.span.bytes.extracting(start..<bytes.count)
            guard let count = packetLength(rest, framer: framer) else {
                lines += run(bytes[start...], name: "no whole packet")
                break
            }
            if start > 0 { lines.append("") }
            let packet = bytes[start..<(start + count)]
            lines += packetLines(packet, direction: direction, version: version)
            start += count
        }
        return lines
    }

    private static func packetLength(_ bytes: RawSpan, framer: PacketFramer) -> Int? {
        do throws(WireError) {
            switch try framer.next(in: bytes) {
            case .needMore: return nil
            case .packet(let packet): return packet.byteCount
            }
        } catch {
            return nil
        }
    }

    private static func packetLines(
        _ packet: ArraySlice<UInt8>, direction: PacketType.Direction, version: ProtocolVersion
    ) -> [String] {
        let bytes = Array(packet)
        // The fields before a fault are named all the same; the rest is not.
        let fields = DissectedPacket(bytes, direction, version).fields
        var lines: [String] = []
        var end = 0
        for field in fields where field.length > 0 {
            if field.offset > end { lines += run(bytes[end..<field.offset], name: "not read") }
            lines += run(bytes[field.offset..<(field.offset + field.length)], name: field.name)
            end = field.offset + field.length
        }
        return lines + run(bytes[end...], name: "rest")
    }

    /// The lines of one field: text when it is text, a repeat when it is one byte many times.
    private static func run(_ bytes: ArraySlice<UInt8>, name: String) -> [String] {
        guard let first = bytes.first else { return [] }
        if bytes.count > 16, bytes.allSatisfy({ $0 == first }) {
            return ["\(HexText.text([first])) * \(bytes.count)  # \(name)"]
        }
        let isText = bytes.count > 1 && bytes.allSatisfy { (0x20...0x7e).contains($0) }
        var lines: [String] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = min(start + 32, bytes.endIndex)
            let part = bytes[start..<end]
            let text = isText ? quoted(part) : HexText.text(part)
            lines.append(start == bytes.startIndex ? "\(text)  # \(name)" : text)
            start = end
        }
        return lines
    }

    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        var text = "\""
        for byte in bytes {
            if byte == 0x22 || byte == 0x5c { text.append("\\") }
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text + "\""
    }
}
