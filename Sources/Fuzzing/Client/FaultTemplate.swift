import SFTPWire
import StrictJSON

/// A kind of fault before its values are drawn.
struct FaultTemplate: Sendable {
    /// The name, an action of the language and what of it is wrong.
    let name: String
    /// The events it makes sense on; nil: every request.
    let events: [String]?
    /// How often it is drawn beside the others.
    let weight: Int
    /// Whether clients cannot know that something is wrong.
    let isLie: Bool
    /// The most times that it acts; nil: as often as it likes.
    ///
    /// What is slow has to stay rare, or a patient client would look as if it hung.
    let most: Int?
    /// Whether it may act on every READ or READDIR: the end of the file or listing still comes.
    let keepsEnd: Bool
    /// Draws the members of `do`.
    let draw: @Sendable (inout FaultValues) -> JSONValue

    init(
        _ name: String, on events: [String]? = nil, weight: Int = 2, lie: Bool = false,
        most: Int? = nil, keepsEnd: Bool = false,
        draw: @escaping @Sendable (inout FaultValues) -> JSONValue
    ) {
        self.keepsEnd = keepsEnd
        self.name = name
        self.events = events
        self.weight = weight
        isLie = lie
        self.most = most
        self.draw = draw
    }
}

/// Where the values of faults are drawn from.
struct FaultValues {
    var random: SeededRandom
    /// The event that the fault is drawn for.
    let event: String
    /// The version of SFTP that the client speaks.
    let version: ProtocolVersion
    /// Tells the files of this run from those of others.
    let run: UInt64

    /// One of these.
    mutating func pick<Value>(_ values: [Value], else fallback: Value) -> Value {
        let index = random.next(below: values.count)
        return values.indices.contains(index) ? values[index] : fallback
    }

    /// One of these values.
    mutating func pick(_ values: [JSONValue]) -> JSONValue { pick(values, else: .null) }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { random.next(below: count) == 0 }

    /// `{"hex": …}` of drawn bytes, boundary values among them.
    mutating func bytes(most: Int) -> JSONValue {
        var drawn: [UInt8] = []
        while drawn.count < random.next(below: most + 1) { drawn += word() }
        return Self.hex(drawn)
    }

    private mutating func word() -> [UInt8] {
        let words: [[UInt8]] = [
            [0, 0, 0, 0], [0, 0, 0, 1], [255, 255, 255, 255], [127, 255, 255, 255],
            [128, 0, 0, 0], [0, 0, 16, 0], [255], [0], [0x61],
        ]
        guard random.next() & 1 == 0 else {
            return (0..<4).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        return pick(words, else: [0])
    }

    /// The payload of a reply of this type behind its id, made wrong in one or two places.
    mutating func mutant(_ type: PacketType) -> JSONValue {
        var generator = PacketGenerator(random: random.branch(run), version: version)
        var packet = generator.reply(type)
        for _ in 0...random.next(below: 2) {
            let kinds = Mutation.allCases
            let kind = pick(kinds, else: .cut)
            packet = kind.apply(
                to: packet, direction: .reply, version: version, random: &random)
        }
        return Self.hex(Array(packet.dropFirst(9)))
    }

    /// `{"hex": …}` of these bytes.
    static func hex(_ bytes: [UInt8]) -> JSONValue {
        ["hex": .string(HexText.text(bytes))]
    }
}
