import SFTPWire
import StrictJSON

/// The keys that say what NAME has in it, for `names` and `path`.
enum NameKeys {
    static let declaredCount = Key(
        "declaredCount", Kind<CountChange>.change("declared count", of: .integer),
        "The number of names the reply claims to have.")
    static let layout = Key(
        "layoutVersion", VersionsDocument.version,
        "The version whose layout names and attributes are sent in, whatever is spoken.")
    static let trailing = Key(
        "trailing", Kind<[UInt8]>.payload, "Bytes behind the last name, inside the packet.")
    static let raw = Key(
        "raw", Kind<[UInt8]>.payload,
        "Everything behind the request id, in place of count and names.")

    /// The keys of the shape of a packet, with examples.
    static let shape = [
        DocumentKey(declaredCount, #""declaredCount": {"more": 1}"#),
        DocumentKey(layout, #""layoutVersion": 4"#),
        DocumentKey(trailing, #""trailing": {"hex": "00 00"}"#),
        DocumentKey(raw, #""raw": [{"uint32": 1}, {"string": "cut"}]"#),
    ]

    /// Reads the keys of the shape; `others` must not stand beside `raw`.
    static func shape(
        _ reader: ObjectReader, others: [any KeyDescriptor]
    ) -> NameShape {
        if reader.has(raw) {
            let idle = others + [declaredCount, layout, trailing]
            for key in idle where reader.has(key) {
                reader.error("\"\(key.name)\" beside \"raw\", which is sent as it is", at: key)
            }
        }
        return NameShape(
            declaredCount: reader.read(declaredCount), layout: reader.read(layout),
            trailing: reader.read(trailing) ?? [], raw: reader.read(raw))
    }

    /// The line for people.
    static let longName = Kind<LongNameAnswer>.anyOf([
        .object("the long name", [cut]) { reader in reader.read(cut).map { .cut($0) } },
        Kind<NumberedText>.numbered.map { .text($0) },
    ]).titled("template, bytes, or object with cut").defined(as: "longName")
    private static let cut = Key(
        "cut", Kind<Int>.integer(0...65_535), required: true,
        "How many bytes of the line `ls -l` has are sent.")

    private static let name = Key(
        "name", Kind<NumberedText>.numbered, required: true,
        "The name, whatever characters it has; `${n}` is the number of the name, from 1.")
    private static let count = DefaultedKey(
        "count", Kind<UInt32>.integer(1...UInt32.max), default: 1,
        "How many such names there are; they are made when they are sent.")
    private static let ownLongName = Key(
        "longName", longName,
        "The line for people (version 3); otherwise as `ls -l` has it, with `path` the name.")
    private static let attributes = Key(
        "attributes", AttributesAction.ownKind,
        "Its attributes: of a listing, changes to those of an empty file, or of a directory if the "
            + "name is `.` or `..`; of a path, there are no others.")

    /// The keys of one entry, with examples.
    static let entryKeys = [
        DocumentKey(name, #""name": "file-${n}""#),
        DocumentKey(count, #""count": 100000"#),
        DocumentKey(ownLongName, #""longName": {"hex": "c3"}"#),
        DocumentKey(attributes, #""attributes": {"set": {"mode": "040755"}}"#),
    ]

    /// The kind of a list of entries.
    static let entries = Kind<[NameGroup]>.array(
        of: .anyOf([
            .object("the entry", entryKeys.map(\.key)) { reader in
                let count = reader.read(count)
                let longName = reader.read(ownLongName)
                let attributes = reader.read(attributes)
                return reader.read(name).map {
                    NameGroup($0, count: count, longName: longName, attributes: attributes)
                }
            },
            Kind<NumberedText>.numbered.map { NameGroup($0) },
        ]).titled("name, or object with name, count, longName, attributes"))
}
