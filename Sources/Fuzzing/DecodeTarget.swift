public import SFTPWire

/// What is fuzzed: something that frames, decodes and encodes packets.
///
/// The real one is `WireTarget`; tests plant bugs in others to see that they are caught.
public protocol DecodeTarget: Sendable {
    /// Finds the packet at the front of `bytes`, which start at a packet boundary.
    @_lifetime(copy bytes)
    func frame(_ bytes: RawSpan) throws(WireError) -> FramedPacket

    /// Decodes a whole packet and returns it as encoded again.
    func decode(
        _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion,
        isStrict: Bool
    ) throws(WireError) -> [UInt8]
}

/// This package's codec as a target.
public struct WireTarget: DecodeTarget {
    private let framer = PacketFramer()

    /// Makes the target.
    public init() {}

    /// Finds the packet at the front with `PacketFramer`.
    @_lifetime(copy bytes)
    public func frame(_ bytes: RawSpan) throws(WireError) -> FramedPacket {
        try framer.next(in: bytes)
    }

    /// Decodes with `Packet` and encodes with its `write`.
    public func decode(
        _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion,
        isStrict: Bool
    ) throws(WireError) -> [UInt8] {
        let decoded = try Packet(
            packet, direction: direction, version: version, isStrict: isStrict)
        var buffer = WireBuffer()
        decoded.write(to: &buffer, version: version)
        return buffer.unread.array
    }
}

extension DecodeTarget {
    /// What the target says about a stream that arrives in `chunks`, one verdict per packet.
    ///
    /// Ends at the first framing error: behind it no packet boundary is known.
    public func verdicts(
        chunks: [ArraySlice<UInt8>], direction: PacketType.Direction,
        version: ProtocolVersion = .v3, isStrict: Bool = false
    ) -> [Verdict] {
        var stream: [UInt8] = []
        var start = 0
        var missing = 0
        var verdicts: [Verdict] = []
        for chunk in chunks {
            stream.append(contentsOf: chunk)
            scan: while start < stream.count {
                let rest = stream.span.bytes.extracting(start..<stream.count)
                do throws(WireError) {
                    switch try frame(rest) {
                    case .needMore(let count):
                        missing = count
                        break scan
                    case .packet(let packet):
                        start += packet.byteCount
                        verdicts.append(
                            verdict(
                                packet, direction: direction, version: version,
                                isStrict: isStrict))
                    }
                } catch {
                    verdicts.append(.error(error))
                    return verdicts
                }
            }
        }
        if start < stream.count { verdicts.append(.needs(missing)) }
        return verdicts
    }

    private func verdict(
        _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion,
        isStrict: Bool
    ) -> Verdict {
        do throws(WireError) {
            _ = try decode(packet, direction: direction, version: version, isStrict: isStrict)
            return .ok
        } catch {
            return .error(error)
        }
    }
}
