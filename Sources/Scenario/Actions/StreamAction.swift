import StrictJSON

/// Slows, splits, changes or cuts the bytes of a connection below SSH, as a bad line does: clients
/// with wrong time-outs, short reads, or no check of what came.
enum StreamAction {
    /// A gibibyte per second is no limit any more; bytes per second.
    static let rate = Kind<UInt64>.size(1...(1 << 40)).titled("size per second")
    private static let day: UInt64 = 86_400_000_000_000
    private static let time = Kind<UInt64>.duration(0...day)
    private static let size = Kind<UInt64>.size(0...(1 << 50))
    private static let pieceSize = Kind<UInt64>.size(1...(1 << 30))

    private static let direction = DefaultedKey(
        "direction",
        Kind<StreamEffect.Direction>.name("direction").titled("`up`, `down` or `both`"),
        default: .both, "`up`: from the client; `down`: to the client.")
    private static let forTime = Key(
        "for", Kind<UInt64>.duration(1...day),
        "How long throttle, latency, slice and dribble hold; otherwise to the end.")
    private static let forBytes = Key(
        "forBytes", Kind<UInt64>.size(1...(1 << 50)),
        "For how many bytes throttle, latency, slice and dribble hold.")
    private static let throttle = Key(
        "throttle", rate, "Bytes per second.")
    private static let latency = Key(
        "latency", StreamLatency.kind,
        "How late bytes pass, drawn from the seed for each read; they never overtake each other.")
    private static let dribble = Key(
        "dribble", Kind<UInt64>.duration(1...day), "The pause after every single byte.")

    private static let pieces = Key(
        "size", pieceSize, required: true, "The most bytes at a time.")
    private static let pause = DefaultedKey(
        "pause", time, default: 0, "The pause after each piece.")
    private static let slice = Key(
        "slice",
        Kind<Slice>.anyOf([
            pieceSize.map { Slice(bytes: $0, pauseNanoseconds: 0) },
            .object("the slice", [pieces, pause]) { reader in
                let pause = reader.read(pause)
                return reader.read(pieces).map { Slice(bytes: $0, pauseNanoseconds: pause) }
            },
        ]).titled("size, or object with size, pause"),
        "The most bytes written at a time, each time as a TCP segment of its own.")

    private static let cutBytes = Key(
        "bytes", size, required: true, "The bytes that still pass.")
    private static let cutEnd = DefaultedKey(
        "end", Kind<StreamEffect.Cut>.name("end").titled("`reset`, `fin` or `blackHole`"),
        default: .reset,
        "`reset` TCP reset, `fin` TCP close, `blackHole` nothing more either way, for good.")
    private static let cutAfter = Key(
        "cutAfter",
        Kind<CutAfter>.anyOf([
            size.map { CutAfter(bytes: $0, cut: .reset) },
            .object("the cut", [cutBytes, cutEnd]) { reader in
                let cut = reader.read(cutEnd)
                return reader.read(cutBytes).map { CutAfter(bytes: $0, cut: cut) }
            },
        ]).titled("size, or object with bytes, end"),
        "Ends the connection behind a byte.")

    private static let corruptAt = DefaultedKey(
        "at", size, default: 0, "Which byte, counted from the next one, which is 0B.")
    private static let xor = DefaultedKey(
        "xor", Kind<[UInt8]>.encodedBytes.map(StreamAction.someBytes), default: [0xff],
        "What it and its followers are changed by, an exclusive or; otherwise all bits of one byte."
    )
    private static let corrupt = Key(
        "corrupt",
        Kind<Place>.anyOf([
            size.map { Place(offset: $0, bytes: [0xff]) },
            .object("the corruption", [corruptAt, xor]) {
                Place(offset: $0.read(corruptAt), bytes: $0.read(xor))
            },
        ]).titled("size, or object with at, xor"),
        "Changes bytes on their way.")

    private static let insertAt = DefaultedKey(
        "at", size, default: 0, "Before which byte, counted from the next one, which is 0B.")
    private static let inserted = Key(
        "bytes", Kind<[UInt8]>.bytes.map(StreamAction.someBytes), required: true,
        "The bytes, at most 64 KiB.")
    private static let insert = Key(
        "insert",
        Kind<Place>.object("the insertion", [insertAt, inserted]) { reader in
            let offset = reader.read(insertAt)
            return reader.read(inserted).map { Place(offset: offset, bytes: $0) }
        }, "Puts foreign bytes into the stream.")

    private struct Slice: Sendable {
        var bytes: UInt64
        var pauseNanoseconds: UInt64
    }

    private struct CutAfter: Sendable {
        var bytes: UInt64
        var cut: StreamEffect.Cut
    }

    private struct Place: Sendable {
        var offset: UInt64
        var bytes: [UInt8]
    }

    private static func someBytes(_ bytes: [UInt8], _ node: PlacedNode) -> [UInt8]? {
        if bytes.isEmpty { node.error("there are no bytes") }
        if bytes.count > 65_536 { node.error("more than 65536 bytes") }
        return bytes
    }

    private static let kind = Kind<[StreamEffect]>.object(
        "stream",
        [
            direction, forTime, forBytes, throttle, latency, slice, dribble, cutAfter, corrupt,
            insert,
        ]
    ) { reader in
        let direction = reader.read(direction)
        let span = span(reader)
        var effects: [StreamEffect] = []
        if let shape = shape(reader) {
            effects.append(.shape(direction, shape, span))
        } else if span != .always {
            reader.error(
                "nothing in \"stream\" lasts", at: reader.has(forTime) ? forTime : forBytes)
        }
        if let place = reader.read(corrupt) {
            effects.append(.edit(direction, at: place.offset, .flip(place.bytes)))
        }
        if let place = reader.read(insert) {
            effects.append(.edit(direction, at: place.offset, .insert(place.bytes)))
        }
        if let cut = reader.read(cutAfter) {
            effects.append(.cut(direction, afterBytes: cut.bytes, cut.cut))
        }
        let keys: [any KeyDescriptor] = [
            throttle, latency, slice, dribble, cutAfter, corrupt, insert,
        ]
        if !keys.contains(where: { reader.has($0) }), !reader.hasUnknownKeys {
            reader.node.error("\"stream\" does nothing to the stream")
        }
        return effects
    }

    private static func span(_ reader: ObjectReader) -> StreamEffect.Span {
        let time = reader.read(forTime)
        let bytes = reader.read(forBytes)
        if time != nil, bytes != nil {
            reader.error("\"for\" and \"forBytes\" exclude each other", at: forBytes)
        }
        return time.map { .nanoseconds($0) } ?? bytes.map { .bytes($0) } ?? .always
    }

    private static func shape(_ reader: ObjectReader) -> StreamEffect.Shape? {
        var shape = StreamEffect.Shape()
        shape.bytesPerSecond = reader.read(throttle)
        shape.latency = reader.read(latency)
        if let slice = reader.read(slice) {
            shape.pieceBytes = slice.bytes
            shape.pauseNanoseconds = slice.pauseNanoseconds
        }
        if let pause = reader.read(dribble) {
            if reader.has(slice) {
                reader.error("\"dribble\" is a \"slice\" of one byte; use one of them", at: dribble)
            }
            shape.pieceBytes = 1
            shape.pauseNanoseconds = pause
        }
        return shape == StreamEffect.Shape() ? nil : shape
    }

    /// The events on which a connection's stream can be reached.
    static let events = Set(EventKind.allCases).subtracting([
        .connectionRequest, .disconnected, .packet,
    ])

    /// The catalog entry.
    static let entry = Action(
        Key(
            "stream", kind,
            "What happens to the bytes of the connection below SSH, from the next byte on; what "
                + "an earlier rule asked for and this one does not mention stays."),
        on: events,
        example: #""stream": {"direction": "down", "throttle": "64KiB"}"#,
        details: [
            KeyTable(
                title: "stream",
                keys: [
                    DocumentKey(direction, #""direction": "up""#),
                    DocumentKey(forTime, #""for": "2s""#),
                    DocumentKey(forBytes, #""forBytes": "64KiB""#),
                    DocumentKey(throttle, #""throttle": "64KiB""#),
                    DocumentKey(latency, #""latency": {"median": "50ms", "sigma": 0.5}"#),
                    DocumentKey(slice, #""slice": {"size": "7B", "pause": "5ms"}"#),
                    DocumentKey(dribble, #""dribble": "10ms""#),
                    DocumentKey(cutAfter, #""cutAfter": {"bytes": "100KiB", "end": "fin"}"#),
                    DocumentKey(corrupt, #""corrupt": {"at": "100B", "xor": {"hex": "01"}}"#),
                    DocumentKey(insert, #""insert": {"bytes": "HTTP/1.1 502 Bad Gateway\r\n"}"#),
                ]),
            KeyTable(
                title: "stream: slice",
                keys: [
                    DocumentKey(pieces, #""size": "7B""#),
                    DocumentKey(pause, #""pause": "5ms""#),
                ]),
            KeyTable(
                title: "stream: cutAfter",
                keys: [
                    DocumentKey(cutBytes, #""bytes": "100KiB""#),
                    DocumentKey(cutEnd, #""end": "fin""#),
                ]),
            KeyTable(
                title: "stream: corrupt",
                keys: [
                    DocumentKey(corruptAt, #""at": "100B""#),
                    DocumentKey(xor, #""xor": {"hex": "01"}"#),
                ]),
            KeyTable(
                title: "stream: insert",
                keys: [
                    DocumentKey(insertAt, #""at": "100B""#),
                    DocumentKey(inserted, #""bytes": {"hex": "00"}"#),
                ]),
        ] + StreamLatency.details
    ) { ActionResult(effects: $0.map { .stream($0) }) }
}
