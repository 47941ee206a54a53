public import SFTPWire

/// A stream of bytes and how it is to be read: what a fuzz run makes, judges and keeps.
public struct FuzzInput: Equatable, Sendable {
    /// Who would send these bytes.
    public var direction: PacketType.Direction
    /// The version in which they are read.
    public var version: ProtocolVersion
    /// The stream.
    public var bytes: [UInt8]

    /// Makes an input.
    public init(direction: PacketType.Direction, version: ProtocolVersion, bytes: [UInt8]) {
        self.direction = direction
        self.version = version
        self.bytes = bytes
    }

    /// The stream of a corpus case.
    public init(_ file: CorpusFile) {
        self.init(direction: file.direction, version: file.version, bytes: file.bytes)
    }
}
