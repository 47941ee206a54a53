internal import SFTPWire

/// Only decoding, of requests and replies, to be counted beside the C parser: what `fuzz-requests`
/// and `fuzz-replies` check besides takes most of their time.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size).bytes
    guard size > 0 else { return 0 }
    let option = bytes.unsafeLoad(as: UInt8.self)
    let version = ProtocolVersion(rawValue: 3 + UInt32(option & 3)) ?? .v3
    let direction: PacketType.Direction = option & 4 == 0 ? .request : .reply
    let framer = PacketFramer()
    var start = 1
    while start < size {
        do throws(WireError) {
            let rest = bytes.extracting(start..<size)
            guard case .packet(let packet) = try framer.next(in: rest) else { return 0 }
            start += packet.byteCount
            do throws(WireError) {
                _ = try Packet(packet, direction: direction, version: version)
            } catch {
                continue
            }
        } catch {
            return 0
        }
    }
    return 0
}
