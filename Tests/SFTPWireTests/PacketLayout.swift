import SFTPWire
import Testing

/// A packet written out field by field, as the drafts draw it: the tests' own knowledge of the
/// layout, from which expected errors are worked out without asking the decoder.
struct PacketLayout: Sendable, CustomTestStringConvertible {
    enum Form {
        case fixed, string, payload
        /// A string that holds fields.
        case nested([Field])
        /// A count, and what its items take at least in all.
        case count(leastBytes: Int)
    }

    struct Field: Sendable {
        let name: String
        let form: Form
        let bytes: [UInt8]
        var presence = Presence.required
    }

    /// Whether a packet may end before a field.
    enum Presence {
        case required
        /// The draft says so.
        case optional
        /// The draft does not, but peers leave it out.
        case tolerated
    }

    let name: String
    let direction: PacketType.Direction
    let fields: [Field]
    let version: ProtocolVersion

    var testDescription: String { "\(version) \(name)" }

    /// The whole packet.
    var bytes: [UInt8] { relengthened([0, 0, 0, 0] + fields.flatMap(\.bytes)) }

    /// The type byte of the packet.
    var type: UInt8 { fields[0].bytes[0] }

    init(
        _ name: String, _ direction: PacketType.Direction, _ fields: [Field],
        version: ProtocolVersion = .v3
    ) {
        self.name = name
        self.direction = direction
        self.fields = fields
        self.version = version
    }

    /// The same packet in another version.
    func at(_ version: ProtocolVersion) -> PacketLayout {
        PacketLayout(name, direction, fields, version: version)
    }

    /// Whether bytes behind the last field belong to nothing.
    ///
    /// INIT and VERSION have pairs to their end, REALPATH of version 6 paths, and some packets
    /// opaque bytes.
    var isClosed: Bool {
        if type <= 2 || version == .v6 && name.hasPrefix("REALPATH") { return false }
        return !fields.contains { if case .payload = $0.form { true } else { false } }
    }

    /// The places where the packet may end, and the fields before which they lie.
    var possibleEnds: [(offset: Int, next: Field)] {
        var offset = 4
        var ends: [(Int, Field)] = []
        for field in fields {
            if field.presence != .required { ends.append((offset, field)) }
            offset += field.bytes.count
        }
        return ends
    }

    /// What decoding must say when the packet is cut to `count` bytes and relengthened.
    func expectedError(cutTo count: Int) -> WireError? {
        if count < 4 { return WireError(.truncated, at: 0, in: "length") }
        if count == 4 { return WireError(.emptyPacket, at: 0, in: "length") }
        var offset = 4
        for field in fields {
            let end = offset + field.bytes.count
            if case .count(let least) = field.form, count >= end, count < end + least {
                return WireError(.countOverrun, at: offset, in: field.name)
            }
            if count == offset, field.presence != .required { return nil }
            if count < end {
                switch field.form {
                case .fixed, .count: return WireError(.truncated, at: offset, in: field.name)
                case .payload: return nil
                case .string, .nested:
                    let kind: WireError.Kind = count < offset + 4 ? .truncated : .lengthOverrun
                    return WireError(kind, at: offset, in: field.name)
                }
            }
            offset = end
        }
        return nil
    }

    /// The map of fields the reader must record.
    var dissection: [PacketField] {
        [PacketField(name: "length", offset: 0, length: 4)] + Self.map(fields, from: 4)
    }

    private static func map(_ fields: [Field], from start: Int) -> [PacketField] {
        var map: [PacketField] = []
        var offset = start
        for field in fields {
            let length = field.bytes.count
            switch field.form {
            case .fixed, .count:
                map.append(PacketField(name: field.name, offset: offset, length: length))
            case .string:
                map.append(PacketField(name: field.name + " length", offset: offset, length: 4))
                map.append(PacketField(name: field.name, offset: offset + 4, length: length - 4))
            case .nested(let inner):
                map.append(PacketField(name: field.name + " length", offset: offset, length: 4))
                map += Self.map(inner, from: offset + 4)
            case .payload: break
            }
            offset += length
        }
        return map
    }
}

/// A field of fixed size.
func fixed(
    _ name: String, _ text: String, _ presence: PacketLayout.Presence = .required
) -> PacketLayout.Field {
    PacketLayout.Field(name: name, form: .fixed, bytes: hex(text), presence: presence)
}

/// A uint32 that counts items, which take `leastBytes` in all when they are empty.
func count(_ name: String, _ text: String, leastBytes: Int) -> PacketLayout.Field {
    PacketLayout.Field(name: name, form: .count(leastBytes: leastBytes), bytes: hex(text))
}

/// A string: length word, then ASCII text.
func string(
    _ name: String, _ length: String, _ text: String,
    _ presence: PacketLayout.Presence = .required
) -> PacketLayout.Field {
    PacketLayout.Field(
        name: name, form: .string, bytes: hex(length) + Array(text.utf8), presence: presence)
}

/// A string of bytes that are not text.
func list(_ name: String, _ length: String, _ text: String) -> PacketLayout.Field {
    PacketLayout.Field(name: name, form: .string, bytes: hex(length) + hex(text))
}

/// A string that holds fields.
func nested(
    _ name: String, _ length: String, _ fields: [PacketLayout.Field]
) -> PacketLayout.Field {
    PacketLayout.Field(
        name: name, form: .nested(fields), bytes: hex(length) + fields.flatMap(\.bytes))
}

/// Bytes behind the last field that is read.
func payload(_ text: String) -> PacketLayout.Field {
    PacketLayout.Field(name: "payload", form: .payload, bytes: hex(text))
}
