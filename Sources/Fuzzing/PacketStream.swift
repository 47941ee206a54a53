internal import SFTPWire

/// A stream taken apart at its packet boundaries, to be changed packet by packet.
public struct PacketStream: Equatable, Sendable {
    /// Whole packets with their length bytes; the last piece may be what is no whole packet.
    public var pieces: [[UInt8]]

    /// Takes `bytes` apart; joined again they are the same bytes.
    public init(_ bytes: [UInt8]) {
        let framer = PacketFramer(maximumLength: CorpusFile.maximumByteCount)
        pieces = []
        var start = 0
        while start < bytes.count {
            let rest = bytes.span.bytes.extracting(start..<bytes.count)
            var length = bytes.count - start
            do throws(WireError) {
                if case .packet(let packet) = try framer.next(in: rest) {
                    length = packet.byteCount
                }
            } catch {
                // Behind a length of 0 or beyond the limit no boundary is known.
            }
            pieces.append(Array(bytes[start..<(start + length)]))
            start += length
        }
    }

    /// The stream.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { bytes += piece }
        return bytes
    }
}
