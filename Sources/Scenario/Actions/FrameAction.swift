import SFTPWire
import StrictJSON

/// Damages the frame of a reply: clients that believe lengths, or wait for bytes for ever.
enum FrameAction {
    private static let append = DefaultedKey(
        "append", PacketKinds.bytes, default: [],
        "Bytes added at the end of the packet, which its length counts.")
    private static let length = Key(
        "length",
        Kind<FrameEdit.Length>.anyOf([
            Kind<UInt32>.integer.map { .value($0) }, PacketKinds.difference.map { .offset($0) },
        ]).titled("number, or object with offset"),
        "What the length field says, whatever follows; a number, or the truth plus an `offset`.")
    private static let flip = Key(
        "flip", flips, "Bits turned over: at these places, or some drawn from the seed.")
    private static let truncate = Key(
        "truncate", PacketKinds.place,
        "How many bytes of the packet are sent, the length field's four counted; the length field "
            + "says what it said.")
    private static let garbage = DefaultedKey(
        "garbage", PacketKinds.bytes, default: [],
        "Bytes sent behind the packet, which its length does not count.")
    private static let pieces = Key(
        "pieces", division, "How the bytes are handed to the transport, one piece after the other.")

    private static let flipAt = Key(
        "at", PacketKinds.place, required: true, "The byte, from the length field's first.")
    private static let flipBits = DefaultedKey(
        "bits", Kind<UInt8>.integer(1...255), default: 255, "Its bits, as a number.")
    private static let oneFlip = Kind<FrameEdit.Flip>.object("the flip", [flipAt, flipBits]) {
        reader in
        let bits = reader.read(flipBits)
        return reader.read(flipAt).map { FrameEdit.Flip(offset: $0, mask: bits) }
    }

    private struct Flips: Sendable {
        var places: [FrameEdit.Flip] = []
        var random = 0
    }

    private static let randomFlips = Key(
        "random", Kind<Int>.integer(1...4096), required: true,
        "How many bits behind the length field, drawn from the seed.")
    private static let flips = Kind<Flips>.anyOf([
        Kind<[FrameEdit.Flip]>.array(of: oneFlip, count: 1...4096).map { Flips(places: $0) },
        .object("flip", [randomFlips]) { reader in
            reader.read(randomFlips).map { Flips(random: $0) }
        },
    ]).titled("array of object with at, bits, or object with random")

    private static let size = Key(
        "size", Kind<UInt64>.size(1...UInt64(PacketKinds.byteLimit)).map { Int(clamping: $0) },
        "The size of a piece.")
    private static let cuts = Key(
        "at", Kind<[Int]>.array(of: PacketKinds.place, count: 1...64),
        "The bytes that begin a piece, ascending.")
    private static let pause = DefaultedKey(
        "pause", Kind<UInt64>.duration(0...60_000_000_000), default: 0, "The wait between pieces.")
    private static let division = Kind<FrameEdit.Pieces>.object("pieces", [size, cuts, pause]) {
        reader in
        let pause = reader.read(pause)
        let size = reader.read(size)
        let cuts = reader.read(cuts)
        if reader.has(Self.size) == reader.has(Self.cuts) {
            reader.node.error("pieces needs exactly one of the keys \"size\", \"at\"")
        }
        if let size { return .init(cut: .every(size), pauseNanoseconds: pause) }
        guard let cuts else { return nil }
        if zip(cuts, cuts.dropFirst()).contains(where: { $0 >= $1 }) || cuts.first == 0 {
            reader.error("the places are not ascending from 1B", at: Self.cuts)
        }
        return .init(cut: .at(cuts), pauseNanoseconds: pause)
    }

    private static let edit = Kind<FrameEdit>.object(
        "the frame", [append, length, flip, truncate, garbage, pieces]
    ) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("the frame is empty") }
        let flips = reader.read(flip) ?? Flips()
        return FrameEdit(
            append: reader.read(append), length: reader.read(length), flips: flips.places,
            randomFlips: flips.random, truncate: reader.read(truncate),
            garbage: reader.read(garbage), pieces: reader.read(pieces))
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "frame", edit,
            "Changes the packet's bytes, in the order append, length, flip, truncate, garbage, "
                + "pieces; beside `connection` the connection ends behind what is left."),
        on: ReplyAction.events, conflicts: ReplyAction.conflicts,
        example: #""frame": {"truncate": "9B"}"#,
        details: [
            KeyTable(
                title: "frame",
                keys: [
                    DocumentKey(append, #""append": {"hex": "00"}"#),
                    DocumentKey(length, #""length": 4294967295"#),
                    DocumentKey(flip, #""flip": [{"at": "4B", "bits": 128}]"#),
                    DocumentKey(truncate, #""truncate": "9B""#),
                    DocumentKey(garbage, #""garbage": "noise""#),
                    DocumentKey(pieces, #""pieces": {"size": "1B", "pause": "10ms"}"#),
                ]),
            KeyTable(
                title: "frame: flip",
                keys: [
                    DocumentKey(flipAt, #""at": "4B""#), DocumentKey(flipBits, #""bits": 1"#),
                    DocumentKey(randomFlips, #""random": 3"#),
                ]),
            KeyTable(
                title: "frame: pieces",
                keys: [
                    DocumentKey(size, #""size": "1B""#),
                    DocumentKey(cuts, #""at": ["4B", "9B"]"#),
                    DocumentKey(pause, #""pause": "10ms""#),
                ]),
        ]
    ) { ActionResult(effects: [.reply(.frame($0))]) }
}
