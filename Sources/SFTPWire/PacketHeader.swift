/// What every packet begins with: length, type and, but for INIT and VERSION, request id.
///
/// Section 3 of draft-02.
public struct PacketHeader: Equatable, Sendable {
    /// The length field: bytes that follow it.
    public var length: UInt32
    /// The type byte, whatever it is.
    public var typeNumber: UInt8
    /// The request id; 0 for INIT and VERSION, which have none.
    public var id: UInt32

    /// Makes a header.
    public init(length: UInt32, typeNumber: UInt8, id: UInt32) {
        self.length = length
        self.typeNumber = typeNumber
        self.id = id
    }

    /// The type, or nil when no draft has this number.
    public var type: PacketType? { PacketType(rawValue: typeNumber) }
}
