import SFTPWire
import Testing

/// A packet written out field by field, as the drafts draw it: the tests' own knowledge of the
/// layout, from which expected errors are worked out without asking the decoder.
struct PacketLayout: Sendable, CustomTestStringConvertible {
    enum Form: Equatable {
        case fixed, string, payload
        /// A count, and what its items take at least in all.
        case count(leastBytes: Int)
    }

    struct Field: Sendable {
        let name: String
        let form: Form
        let bytes: [UInt8]
        /// Whether the packet may end before this field.
        let mayBeMissing: Bool
    }

    let name: String
    let direction: PacketType.Direction
    let fields: [Field]

    var testDescription: String { name }

    /// The whole packet.
    var bytes: [UInt8] { relengthened([0, 0, 0, 0] + fields.flatMap(\.bytes)) }

    /// The type byte of the packet.
    var type: UInt8 { fields[0].bytes[0] }

    init(_ name: String, _ direction: PacketType.Direction, _ fields: [Field]) {
        self.name = name
        self.direction = direction
        self.fields = fields
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
            if count == offset, field.mayBeMissing { return nil }
            if count < end {
                switch field.form {
                case .fixed, .count: return WireError(.truncated, at: offset, in: field.name)
                case .payload: return nil
                case .string:
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
        var map = [PacketField(name: "length", offset: 0, length: 4)]
        var offset = 4
        for field in fields {
            switch field.form {
            case .fixed, .count:
                map.append(
                    PacketField(name: field.name, offset: offset, length: field.bytes.count))
            case .string:
                map.append(PacketField(name: field.name + " length", offset: offset, length: 4))
                map.append(
                    PacketField(
                        name: field.name, offset: offset + 4, length: field.bytes.count - 4))
            case .payload: break
            }
            offset += field.bytes.count
        }
        return map
    }
}

/// A field of fixed size.
func fixed(_ name: String, _ text: String) -> PacketLayout.Field {
    PacketLayout.Field(name: name, form: .fixed, bytes: hex(text), mayBeMissing: false)
}

/// A uint32 that counts items, which take `leastBytes` in all when they are empty.
func count(_ name: String, _ text: String, leastBytes: Int) -> PacketLayout.Field {
    PacketLayout.Field(
        name: name, form: .count(leastBytes: leastBytes), bytes: hex(text), mayBeMissing: false)
}

/// A string: length word, then ASCII text.
func string(
    _ name: String, _ length: String, _ text: String, mayBeMissing: Bool = false
) -> PacketLayout.Field {
    PacketLayout.Field(
        name: name, form: .string, bytes: hex(length) + Array(text.utf8),
        mayBeMissing: mayBeMissing)
}

/// A string of bytes that are not text.
func list(_ name: String, _ length: String, _ text: String) -> PacketLayout.Field {
    PacketLayout.Field(
        name: name, form: .string, bytes: hex(length) + hex(text), mayBeMissing: false)
}

/// Bytes behind the last field that is read.
func payload(_ text: String) -> PacketLayout.Field {
    PacketLayout.Field(name: "payload", form: .payload, bytes: hex(text), mayBeMissing: false)
}
