public import SFTPWire

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
                promise: promise, message: message,
                site: site(promise, packet, judgement.error, direction, version),
                bytes: packet, direction: direction, version: version)
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
        if let violation = VersionRules.violation(packet, direction, version) {
            return (.versionRules, violation)
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

    /// The type of the packet and the field at fault, or in which the encoding first differs.
    private func site(
        _ promise: Finding.Promise, _ packet: [UInt8], _ error: WireError?,
        _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> String {
        let type = packet.count > 4 ? PacketType(rawValue: packet[4])?.name : nil
        var field = error.map { ", \($0.kind) in \($0.field)" } ?? ""
        if promise == .strictIsExact || promise == .stableEncoding,
            case .success(let encoded) = outcome(packet, direction, version, isStrict: false)
        {
            let place = zip(packet, encoded).enumerated().dropFirst(4)
                .first { $0.element.0 != $0.element.1 }?.offset
            let fields = DissectedPacket(packet, direction, version).fields
            let changed = fields.last { $0.offset <= place ?? packet.count }
            field = changed.map { ", \($0.name)" } ?? ""
        }
        return (type ?? "unknown type") + field
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
            site: "framing", bytes: stream, direction: direction, version: version)
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
