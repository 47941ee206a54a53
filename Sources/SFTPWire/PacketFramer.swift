/// What the bytes at a packet boundary hold.
public enum FramedPacket: ~Escapable {
    /// The packet is not complete: at least this many bytes are still to come.
    case needMore(Int)
    /// A whole packet, its four length bytes included.
    case packet(RawSpan)
}

/// Finds packets in a byte stream, whatever way it was split.
///
/// It keeps nothing: the caller holds the unread bytes and drops those of a packet when it is
/// done with it, so there is no second buffer. Sizes are judged before any body arrives.
public struct PacketFramer: Sendable {
    /// The largest length field that is accepted.
    public var maximumLength: Int

    /// Makes a framer.
    public init(maximumLength: Int = WireLimits.receivedPacketLength) {
        self.maximumLength = maximumLength
    }

    /// Looks at `bytes`, which start at a packet boundary.
    ///
    /// Throws `emptyPacket` for length 0 and `oversizedPacket` for a length over the limit;
    /// both leave no way to find the next packet. While the length is not complete the number
    /// of bytes asked for is only what completes it.
    @_lifetime(copy bytes)
    public func next(in bytes: RawSpan) throws(WireError) -> FramedPacket {
        guard let length = bytes.bigEndian32(at: 0) else { return .needMore(4 - bytes.byteCount) }
        guard length > 0 else { throw WireError(.emptyPacket, at: 0, in: "length") }
        guard Int(length) <= maximumLength else {
            throw WireError(.oversizedPacket, at: 0, in: "length")
        }
        let total = 4 + Int(length)
        guard total <= bytes.byteCount else { return .needMore(total - bytes.byteCount) }
        return .packet(bytes.extracting(0..<total))
    }
}
