/// One field of a packet: where it lies and what the drafts call it.
public struct PacketField: Equatable, Sendable {
    /// Its name in the drafts; string fields have `<name> length` before them.
    public var name: String
    /// Bytes from the start of the packet, the four length bytes included.
    public var offset: Int
    /// Bytes.
    public var length: Int

    /// Makes a field.
    public init(name: String, offset: Int, length: Int) {
        self.name = name
        self.offset = offset
        self.length = length
    }
}

/// The map of a packet's fields, filled by a reader it is given to.
///
/// A class, so that a reader without one pays a single test per field.
public final class PacketDissection {
    /// The fields read so far, in wire order.
    public private(set) var fields: [PacketField] = []

    /// Makes an empty map.
    public init() {}

    // Never inlined, so that the readers' common path without dissection stays small.

    /// Adds a field.
    @inline(never)
    func record(_ name: String, at offset: Int, length: Int) {
        fields.append(PacketField(name: name, offset: offset, length: length))
    }

    /// Adds a string: its length word, then its bytes.
    @inline(never)
    func record(_ name: String, lengthAt offset: Int, length: Int) {
        record(name + " length", at: offset, length: 4)
        record(name, at: offset + 4, length: length)
    }
}
