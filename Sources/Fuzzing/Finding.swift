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
        /// Decoding takes memory that is linear in the bytes, whatever lengths they declare.
        case boundedMemory
        /// What a version does not have is not accepted in it.
        case versionRules
        /// The process lives: no trap, no end by the system, no end for lack of memory.
        case survival
        /// Decoding comes to an end.
        case termination
        /// Verdicts do not depend on how the stream was split.
        case splitIndependence
    }

    /// The promise that was broken.
    public var promise: Promise
    /// What happened.
    public var message: String
    /// Where: findings with one promise and one site are taken for one bug.
    public var site: String
    /// The bytes that show it.
    public var bytes: [UInt8]
    /// Who would send them.
    public var direction: PacketType.Direction
    /// The version in which they are read.
    public var version: ProtocolVersion

    /// What tells one bug from another.
    public var key: String { "\(promise.rawValue) in \(site)" }

    /// Makes a finding.
    public init(
        promise: Promise, message: String, site: String, bytes: [UInt8],
        direction: PacketType.Direction, version: ProtocolVersion
    ) {
        self.promise = promise
        self.message = message
        self.site = site
        self.bytes = bytes
        self.direction = direction
        self.version = version
    }

    /// Promise, version and message.
    public var description: String { "\(promise): \(version): \(message)" }
}
