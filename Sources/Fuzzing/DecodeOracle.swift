public import SFTPWire

/// A way in which a codec broke a promise on some bytes.
public struct Finding: Equatable, Sendable, CustomStringConvertible {
    /// The promises.
    public enum Promise: String, CaseIterable, Sendable {
        /// An error's offset lies within the packet.
        case offsetInPacket
        /// What decodes strictly decodes tolerantly.
        case strictIsNarrower
        /// A packet that decodes strictly is encoded to the same bytes again.
        case strictIsExact
        /// Encoding a decoded packet decodes and encodes to the same bytes.
        case stableEncoding
        /// An encoded packet is not much larger than what was decoded.
        case boundedEncoding
        /// Decoding takes a time that is linear in the bytes.
        case boundedTime
        /// Verdicts do not depend on how the stream was split.
        case splitIndependence
    }

    /// The promise that was broken.
    public var promise: Promise
    /// What happened.
    public var message: String
    /// The bytes that show it.
    public var bytes: [UInt8]
    /// Who would send them.
    public var direction: PacketType.Direction
    /// The version in which they are read.
    public var version: ProtocolVersion

    /// Promise, version and message.
    public var description: String { "\(promise): \(version): \(message)" }
}

/// Judges what a codec does with bytes, without knowing what they should mean.
///
/// That nothing but a `WireError` is thrown the compiler proves; a trap ends the process.
public struct DecodeOracle<Target: DecodeTarget>: Sendable {
    private let target: Target

    /// Makes a judge of `target`.
    public init(target: Target) {
        self.target = target
    }

    /// What a packet came to.
    public struct Judgement: Equatable, Sendable {
        /// The error of tolerant decoding, nil when it decoded.
        public var error: WireError?
        /// The first broken promise.
        public var finding: Finding?
    }

    /// Judges a whole packet.
    public func judge(
        packet: [UInt8], direction: PacketType.Direction, version: ProtocolVersion = .v3
    ) -> Judgement {
        let tolerant = outcome(packet, direction, version, isStrict: false)
        let strict = outcome(packet, direction, version, isStrict: true)
        let broken: (Finding.Promise, String)?
        var judgement = Judgement()
        switch tolerant {
        case .failure(let error):
            judgement.error = error
            broken = refused(error, packet, strict)
        case .success(let encoded):
            broken = accepted(packet, as: encoded, strict, direction, version)
        }
        if let (promise, message) = broken {
            judgement.finding = Finding(
                promise: promise, message: message, bytes: packet, direction: direction,
                version: version)
        }
        return judgement
    }

    /// Judges a packet that tolerant decoding refused.
    private func refused(
        _ error: WireError, _ packet: [UInt8], _ strict: Result<[UInt8], WireError>
    ) -> (Finding.Promise, String)? {
        if case .success = strict {
            return (.strictIsNarrower, "a strict reader took what a tolerant one refused")
        }
        return misplaced(error, packet)
    }

    /// Judges a packet that tolerant decoding took and encoded as `encoded`.
    private func accepted(
        _ packet: [UInt8], as encoded: [UInt8], _ strict: Result<[UInt8], WireError>,
        _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> (Finding.Promise, String)? {
        // A STATUS without message and language gets two empty ones, a STAT its wanted flags.
        if encoded.count > packet.count + 8 {
            return (.boundedEncoding, "\(packet.count) bytes were encoded as \(encoded.count)")
        }
        guard case .success(encoded) = outcome(encoded, direction, version, isStrict: false)
        else { return (.stableEncoding, "decoding and encoding again gave other bytes") }
        switch strict {
        case .failure(let error): return misplaced(error, packet)
        case .success:
            let whole = declared(packet)
            if encoded[...] == whole { return nil }
            let lost = EncodingLoss(of: packet, direction, version)
            if lost.isAny, encoded.count == whole.count - lost.byteCount { return nil }
            return (.strictIsExact, "read strictly but not encoded as it was")
        }
    }

    private func misplaced(
        _ error: WireError, _ packet: [UInt8]
    ) -> (Finding.Promise, String)? {
        guard error.offset < 0 || error.offset > packet.count else { return nil }
        return (.offsetInPacket, "\(error) in a packet of \(packet.count) bytes")
    }

    /// Judges a stream at one seeded split against the same stream at once.
    public func judge(
        stream: [UInt8], direction: PacketType.Direction, version: ProtocolVersion = .v3,
        splitSeed: UInt64
    ) -> Finding? {
        func verdicts(_ split: StreamSplit) -> [Verdict] {
            target.verdicts(
                chunks: split.chunks(of: stream), direction: direction, version: version)
        }
        let whole = verdicts(.whole)
        let pieces = verdicts(.random(seed: splitSeed))
        guard whole != pieces else { return nil }
        return Finding(
            promise: .splitIndependence,
            message: "whole: \(whole.count) verdicts, last \(last(whole)); split by seed "
                + "\(splitSeed): \(pieces.count), last \(last(pieces))",
            bytes: stream, direction: direction, version: version)
    }

    private func last(_ verdicts: [Verdict]) -> String { verdicts.last?.description ?? "none" }

    private func outcome(
        _ packet: [UInt8], _ direction: PacketType.Direction, _ version: ProtocolVersion,
        isStrict: Bool
    ) -> Result<[UInt8], WireError> {
        do throws(WireError) {
            return .success(
                try target.decode(
                    packet.span.bytes, direction: direction, version: version,
                    isStrict: isStrict))
        } catch {
            return .failure(error)
        }
    }

    /// The bytes the packet's length field covers; what is behind them is not the packet's.
    private func declared(_ packet: [UInt8]) -> ArraySlice<UInt8> {
        packet.prefix(packet.prefix(4).reduce(0) { $0 << 8 | Int($1) } + 4)
    }
}
