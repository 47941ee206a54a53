import SFTPWire
import StrictJSON

/// The kinds of faults that are drawn: what `Scenarios/README.md` has for replies, with the
/// values at which clients were seen to break.
enum FaultCatalog {
    /// All, in an order that decides what a seed draws: new ones go to the end of their list.
    static let all =
        headers + statuses + packets + frames + turns + handshake + transfers + answers
        + listings + escapes

    static let mutating = [
        "fileWrite", "fileRemove", "fileRename", "dirCreate", "dirRemove", "setAttributes",
        "linkCreate", "fileLock", "fileUnlock",
    ]

    /// Whether a rule was drawn from a template whose faults are lies, by its name.
    static func isLie(rule: JSONValue) -> Bool {
        guard case .object(let members) = rule else { return false }
        for case ("name", .string(let name)) in members {
            return all.contains { template in
                template.isLie && name.hasPrefix(template.name + " at ")
                    && template.events?.contains { name.contains(" at " + $0) } != false
            }
        }
        return false
    }

    /// The reply that is right for an event.
    static func rightType(of event: String) -> PacketType {
        switch event {
        case "fileOpen", "dirList": .handle
        case "fileRead": .data
        case "dirRead", "resolvePath", "linkRead": .name
        case "getAttributes": .attrs
        case "extended": .extendedReply
        default: .status
        }
    }

    /// A packet type as scenarios call it.
    private static func name(of type: PacketType) -> JSONValue {
        .string(String(type.name.dropFirst("SSH_FXP_".count)))
    }

    private static let words: [JSONValue] = [
        0, 1, 4, 5, 255, 65_535, 262_145, 16_777_216, 2_147_483_644, 2_147_483_647,
        2_147_483_648, 4_294_967_291, 4_294_967_292, 4_294_967_295,
    ]

    private static let headers: [FaultTemplate] = [
        FaultTemplate("reply.id", weight: 3) { values in
            let ids: [JSONValue] = [
                "random", "previous", 0, 4_294_967_295, ["offset": 1], ["offset": -1],
                ["offset": 1_000],
            ]
            return ["reply": ["id": values.pick(ids)]]
        },
        FaultTemplate("reply.type", weight: 3) { values in
            let types: [JSONValue] = [
                "STATUS", "HANDLE", "DATA", "NAME", "ATTRS", "EXTENDED_REPLY", "VERSION", "INIT",
                "READ", 0, 99, 210, 255,
            ]
            return ["reply": ["type": values.pick(types)]]
        },
        FaultTemplate("reply.duplicate") { values in
            ["reply": ["duplicate": values.pick([1, 2, 100])]]
        },
        FaultTemplate("reply.payload", weight: 3, lie: true) { values in
            ["reply": ["payload": values.bytes(most: 48)]]
        },
        // Bytes of a valid reply with one or two of them wrong.
        FaultTemplate("packets.mutant", weight: 8, lie: true) { values in
            let type = FaultCatalog.rightType(of: values.event)
            let packet: JSONValue = [
                "type": FaultCatalog.name(of: type), "payload": values.mutant(type),
            ]
            return ["packets": ["instead": [packet]]]
        },
        // A valid reply of another type.
        FaultTemplate("packets.other", weight: 4, lie: true) { values in
            let type = values.pick(
                [PacketType.status, .handle, .data, .name, .attrs, .extendedReply], else: .status)
            let packet: JSONValue = [
                "type": FaultCatalog.name(of: type), "payload": values.mutant(type),
            ]
            return ["packets": ["instead": [packet]]]
        },
    ]

    private static let statuses: [FaultTemplate] = [
        FaultTemplate("status", weight: 3) { values in
            // What was not done must not be called done, and no end is where none is.
            let isHonest =
                !(FaultCatalog.mutating + ["dirRead", "fileRead"]).contains(values.event)
            let first: Int64 = isHonest ? 0 : 2
            let codes = (first...31).map { JSONValue.integer($0) } + [256, 4_294_967_295]
            return ["status": values.pick(codes)]
        },
        FaultTemplate("status.text", weight: 2) { values in
            let texts: [JSONValue] = [
                "", "%s%n%x", ["hex": "fffe00c0"], ["hex": "1b5d303b6869071b5b324a"],
                .string(String(repeating: "A", count: 70_000)),
            ]
            return [
                "status": [
                    "code": 4, "message": values.pick(texts),
                    "language": values.pick(["en", "", ["hex": "ff00"]]),
                ]
            ]
        },
        FaultTemplate("status.short") { values in
            let omitted = values.pick([["language"], ["message", "language"]])
            return ["status": ["code": values.pick([2, 4]), "omit": omitted]]
        },
        FaultTemplate("status.tail") { values in
            ["status": ["code": values.pick([2, 3, 4]), "tail": values.bytes(most: 24)]]
        },
        FaultTemplate("status.done but failed") { values in
            // `phase` is written by hand, as the rule is.
            [["on": .string(values.event), "phase": "after", "do": ["status": "FAILURE"]]]
        },
    ]

    private static let packets: [FaultTemplate] = [
        FaultTemplate("packets.before", weight: 2) { values in
            ["packets": ["before": [FaultCatalog.stranger(&values)]]]
        },
        FaultTemplate("packets.after", weight: 2) { values in
            ["packets": ["after": [FaultCatalog.stranger(&values)]]]
        },
        FaultTemplate("flood", weight: 1, most: 1) { values in
            [
                "flood": [
                    "count": values.pick([100, 3_000, 30_000]),
                    "packet": [
                        "type": values.pick(["STATUS", "DATA", "NAME"]), "id": 70_000,
                        "payload": values.bytes(most: 24),
                    ],
                    "step": values.pick([0, 1]), "where": values.pick(["before", "after"]),
                ]
            ]
        },
        FaultTemplate("drop", weight: 2) { _ in ["drop": true] },
    ]

    /// A packet that nobody asked for.
    private static func stranger(_ values: inout FaultValues) -> JSONValue {
        if values.once(in: 5) { return ["raw": ["hex": "00000000"]] }
        if values.once(in: 8) { return ["raw": values.bytes(most: 12)] }
        let type = values.pick(
            [PacketType.status, .handle, .data, .name, .attrs, .extendedReply], else: .status)
        return [
            "type": name(of: type),
            "id": values.pick([0, 70_000, "previous", "random", ["offset": 1]]),
            "payload": values.mutant(type),
        ]
    }

    private static let frames: [FaultTemplate] = [
        FaultTemplate("frame.length", on: nil, weight: 3) { values in
            let lengths: [JSONValue] =
                [["offset": 1], ["offset": -1], ["offset": -4], ["offset": 1_000]] + words
            return ["frame": ["length": values.pick(lengths)]]
        },
        FaultTemplate("frame.truncate", weight: 2) { values in
            let size = JSONValue.string("\(values.random.next(below: 24))B")
            guard values.once(in: 2) else { return ["frame": ["truncate": size]] }
            return [
                "frame": ["truncate": size], "connection": values.pick(["fin", "reset"]),
            ]
        },
        FaultTemplate("frame.append") { values in
            ["frame": ["append": values.bytes(most: 40)]]
        },
        FaultTemplate("frame.garbage") { values in
            ["frame": ["garbage": values.bytes(most: 40)]]
        },
        FaultTemplate("frame.flip", weight: 4, lie: true) { values in
            ["frame": ["flip": ["random": values.pick([1, 1, 2, 8])]]]
        },
        FaultTemplate("frame.pieces", weight: 1, most: 2) { values in
            ["frame": ["pieces": ["size": values.pick(["1B", "3B", "100B"])]]]
        },
    ]

    private static let turns: [FaultTemplate] = [
        FaultTemplate("delay", most: 3) { values in
            ["delay": ["for": values.pick(["20ms", "300ms"]), "holds": "reply"]]
        },
        FaultTemplate("hold", most: 4) { values in
            ["hold": ["replies": values.pick([1, 2, 5]), "atMost": "300ms"]]
        },
        FaultTemplate("reorder", on: ["fileRead", "fileWrite", "getAttributes", "dirRead"]) {
            values in
            [
                "reorder": [
                    "window": values.pick([2, 4, 16]),
                    "order": values.pick(["reversed", "shuffled"]), "within": "50ms",
                ]
            ]
        },
        FaultTemplate("connection", weight: 2) { values in
            [
                "connection": values.pick([
                    "reset", "fin", ["closeChannel": [:]],
                    ["disconnect": ["reason": "BY_APPLICATION", "message": "%n bye"]],
                ])
            ]
        },
        FaultTemplate("stream.cutAfter", weight: 2) { values in
            [
                "stream": [
                    "direction": "down",
                    "cutAfter": [
                        "bytes": .string("\(values.random.next(below: 40_000))B"),
                        "end": values.pick(["reset", "fin"]),
                    ],
                ]
            ]
        },
        FaultTemplate("stream.slice", weight: 1) { values in
            ["stream": ["direction": "down", "slice": values.pick(["100B", "999B", "5000B"])]]
        },
        FaultTemplate("stall", weight: 1, most: 1) { values in
            ["stall": ["what": values.pick(["reading", "answering"]), "for": "300ms"]]
        },
    ]

    private static let handshake: [FaultTemplate] = [
        FaultTemplate("version.announce", on: ["init"], weight: 2) { values in
            ["version": ["announce": values.pick([0, 1, 2, 4, 5, 6, 7, 99, 4_294_967_295])]]
        },
        FaultTemplate("version.speak", on: ["init"], weight: 2) { values in
            ["version": ["speak": values.pick([3, 4, 5, 6])]]
        },
        FaultTemplate("preamble", on: ["init"], weight: 1) { values in
            [
                "preamble": values.pick([
                    "Last login: yesterday\n", ["hex": "00000000"], ["hex": "0000000502"],
                ])
            ]
        },
        FaultTemplate("reply.payload", on: ["init"], weight: 2, lie: true) { values in
            ["reply": ["payload": values.bytes(most: 32)]]
        },
        FaultTemplate("reply.type", on: ["init"], weight: 1) { values in
            ["reply": ["type": values.pick(["STATUS", "INIT", "NAME", 0, 255])]]
        },
        FaultTemplate("frame.length", on: ["init"], weight: 1) { values in
            ["frame": ["length": values.pick([["offset": 1], ["offset": -1]] + words)]]
        },
        FaultTemplate("frame.append", on: ["init"], weight: 2) { values in
            ["frame": ["append": values.bytes(most: 40)]]
        },
        FaultTemplate("frame.truncate", on: ["init"], weight: 1) { values in
            [
                "frame": ["truncate": .string("\(values.random.next(below: 9))B")],
                "connection": "fin",
            ]
        },
    ]
}
