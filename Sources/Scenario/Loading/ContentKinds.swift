import SFTPWire
import StrictJSON

extension Kind where Value == [UInt8] {
    /// Bytes of a packet: a string, raw bytes, or fields one after the other.
    static var payload: Kind {
        anyOf([bytes, fields])
            .titled("string, bytes, or array of fields").defined(as: "payload")
    }

    /// Fields one after the other, as they go on the wire.
    static var fields: Kind {
        Kind<[[UInt8]]>.array(of: field).map { Array($0.joined()) }
    }

    /// One field as it goes on the wire (RFC 4251 section 5).
    private static var field: Kind {
        oneKey(
            "the field",
            [
                Choice("byte", Kind<UInt8>.integer.map { [$0] }, "One byte."),
                Choice(
                    "uint32", Kind<UInt32>.integer.map { bigEndian($0) },
                    "Four bytes, most significant first."),
                Choice(
                    "uint64", Kind<UInt64>.integer.map { bigEndian($0) },
                    "Eight bytes, most significant first."),
                Choice(
                    "string", bytes.map { bigEndian(UInt32(clamping: $0.count)) + $0 },
                    "Its length in four bytes, then the bytes."),
                Choice("bytes", bytes, "Bytes as they are, without a length."),
            ])
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

extension Kind where Value == CountChange {
    /// A count or length that is not the true one; `number` reads the numbers.
    static func change(_ noun: String, of number: Kind<UInt32>) -> Kind {
        oneKey(
            "the \(noun)",
            [
                Choice("exactly", number.map { .exactly($0) }, "This, whatever is true."),
                Choice("more", number.map { .more($0) }, "So much more than is true."),
                Choice("fewer", number.map { .fewer($0) }, "So much less than is true."),
            ])
    }
}

extension Kind where Value == UInt32 {
    /// A size in bytes that fits in a length field.
    static var fieldSize: Kind {
        Kind<UInt64>.size(0...UInt64(UInt32.max)).map { UInt32(clamping: $0) }
    }
}

extension Kind where Value == NameFilter {
    /// Names: one pattern or several, of which one has to match.
    static var names: Kind {
        Kind<[BytePattern]>.oneOrMore(.pattern).map { NameFilter($0) }
    }
}

extension Kind where Value == NumberedText {
    /// A template in which `${n}` stands for the number of the name, or bytes.
    static var numbered: Kind {
        anyOf([
            Kind<String>.string.map { text, node in
                do throws(TemplateParser.Failure) {
                    return try NumberedText.parse(text)
                } catch {
                    node.error(error.message, suggestion: error.suggestion)
                    return nil
                }
            },
            Kind<[UInt8]>.encodedBytes.map { NumberedText(TemplateText($0)) },
        ]).titled("template or bytes").defined(as: "numberedText")
    }
}
