internal import Glibc
internal import SFTPWire

// Nanoseconds per packet of the product's codec, and its verdicts, as speed.c prints them.

func contents(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
        perror(path)
        exit(2)
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    return bytes
}

/// Processor time: what others do on the machine does not count.
func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}

/// Decodes as whoever treats all packets alike.
func decodeAny(
    _ bytes: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion
) throws(WireError) {
    _ = try Packet(bytes.span.bytes, direction: direction, version: version)
}

/// Decodes as a session or a client does: the type first, then the one packet; with `keepsCopies`
/// attributes are copied too, so that they outlive the packet.
func decodeOne(
    _ bytes: [UInt8], _ version: ProtocolVersion, keepsCopies: Bool
) throws(WireError) {
    var reader = try WireReader(packet: bytes.span.bytes)
    switch reader.header.type {
    case .write: _ = try WriteRequest(from: &reader, version: version).data.byteCount
    case .attrs:
        let reply = try AttributesReply(from: &reader, version: version)
        if keepsCopies { _ = reply.attributes.owner?.count }
    case .name:
        var entries = try NameReply(from: &reader, version: version).entries
        while let entry = try entries.next() {
            if keepsCopies { _ = entry.attributes.owner?.count }
        }
    default: throw WireError(.unexpectedType, at: 4, in: "type")
    }
}

/// The best of slices of 20 ms, nanoseconds.
func measure(
    _ decode: () throws(WireError) -> Void
) throws(WireError) -> Double {
    var best = Double.infinity
    var rounds = 64
    var slice = 0
    while slice < 12 {
        let start = seconds()
        for _ in 0..<rounds { try decode() }
        let spent = seconds() - start
        guard spent >= 0.02 else {
            rounds *= 2
            slice = 0
            continue
        }
        best = min(best, spent / Double(rounds))
        slice += 1
    }
    return best * 1e9
}

func verdicts(_ bytes: [UInt8]) -> String {
    guard let option = bytes.first else { return "" }
    let version = ProtocolVersion(rawValue: 3 + UInt32(option & 3)) ?? .v3
    let direction: PacketType.Direction = option & 4 == 0 ? .request : .reply
    var line = ""
    var start = 1
    while start < bytes.count {
        let rest = bytes.span.bytes.extracting(start..<bytes.count)
        do throws(WireError) {
            guard case .packet(let packet) = try PacketFramer().next(in: rest) else {
                return line + " needs"
            }
            start += packet.byteCount
            do throws(WireError) {
                _ = try Packet(packet, direction: direction, version: version)
                line += " ok"
            } catch {
                line += " \(error.kind)@\(error.offset)"
            }
        } catch {
            return line + " \(error.kind)@\(error.offset)"
        }
    }
    return line
}

let words = CommandLine.arguments
if words.count > 2, words[1] == "verdicts" {
    for path in words[2...] { print(path + verdicts(contents(path))) }
} else if words.count > 3, let number = UInt32(words[2]),
    let version = ProtocolVersion(rawValue: number)
{
    let direction: PacketType.Direction = words[1] == "request" ? .request : .reply
    for path in words[3...] {
        do throws(WireError) {
            let bytes = contents(path)
            let any = try measure { () throws(WireError) in
                try decodeAny(bytes, direction, version)
            }
            let one = try measure { () throws(WireError) in
                try decodeOne(bytes, version, keepsCopies: false)
            }
            let copied = try measure { () throws(WireError) in
                try decodeOne(bytes, version, keepsCopies: true)
            }
            print("\(path)\t\(any)\t\(one)\t\(copied)")
        } catch {
            fatalError("\(path): \(error)")
        }
    }
} else {
    print("usage: parser-speed request|reply VERSION FILE … | parser-speed verdicts FILE …")
    exit(2)
}
