import StrictJSON

/// Limits as a scenario file says them, for `server`, for a user and for rules.
enum LimitsDocument {
    private static let status = Key(
        "status", StatusAction.replacement, "The answer to what is over the limit.")
    private static let fault = Key(
        "connection", ConnectionAction.fault, "How the connection ends over the limit.")

    private static let amount = Kind<UInt64>.integer(1...1_000_000)
    private static let count = Key("count", amount, required: true, "How many there may be.")

    private static let connectionLimit = Kind<ConnectionLimit>.anyOf(
        title: "integer, or object with count, connection",
        [
            amount.map { ConnectionLimit(count: $0) },
            .object("the limit", [count, fault]) { reader in
                let fault = reader.read(fault)
                return reader.read(count).map { ConnectionLimit(count: $0, fault: fault) }
            },
        ])

    private static let handleLimit = Kind<HandleLimit>.anyOf(
        title: "integer, or object with count, status",
        [
            amount.map { HandleLimit(count: $0) },
            .object("the limit", [count, status]) { reader in
                let status = reader.read(status)
                return reader.read(count).map { HandleLimit(count: $0, status: status) }
            },
        ])

    private static func size(_ range: ClosedRange<UInt64>) -> Kind<UInt32> {
        Kind<UInt64>.size(range).refusingNumbers.map { UInt32(clamping: $0) }
    }

    /// INIT, which has to pass, takes five bytes.
    private static let packetSize = size(5...262_144)
    private static let packetBytes = Key(
        "size", packetSize, required: true, "The largest value of the length field.")
    private static let packetLimit = Kind<PacketLimit>.anyOf(
        title: "size, or object with size, status, connection",
        [
            packetSize.map { PacketLimit(size: $0) },
            .object("the limit", [packetBytes, status, fault]) { reader in
                let status = reader.read(status)
                let fault = reader.read(fault)
                if status != nil, fault != nil {
                    reader.error(
                        "\"status\" and \"connection\" exclude each other in the limit",
                        at: Self.fault)
                }
                return reader.read(packetBytes).map { size in
                    PacketLimit(
                        size: size,
                        breach: status.map { .status($0) } ?? fault.map { .connection($0) }
                            ?? .lostFraming)
                }
            },
        ])

    private static let blockSize = size(0...262_144)
    private static let blockBytes = Key(
        "size", blockSize, required: true, "The most bytes of a block.")
    private static let blockLimit = Kind<BlockLimit>.anyOf(
        title: "size, or object with size, status",
        [
            blockSize.map { BlockLimit(size: $0) },
            .object("the limit", [blockBytes, status]) { reader in
                let status = reader.read(status)
                return reader.read(blockBytes).map { BlockLimit(size: $0, status: status) }
            },
        ])

    private static let rate = Kind<UInt32>.integer(1...1_000_000)
    private static let perSecond = Key(
        "perSecond", rate, required: true, "Requests per second.")
    private static let burst = Key(
        "burst", rate, "How many may come at once after a pause; otherwise those of a second.")
    private static let rateLimit = Kind<RateLimit>.anyOf(
        title: "integer, or object with perSecond, burst, status",
        [
            rate.map { RateLimit(perSecond: $0, burst: $0) },
            .object("the limit", [perSecond, burst, status]) { reader in
                let burst = reader.read(burst)
                let status = reader.read(status)
                return reader.read(perSecond).map {
                    RateLimit(perSecond: $0, burst: burst ?? $0, status: status)
                }
            },
        ])

    private static let day: UInt64 = 86_400_000_000_000
    private static let time = Kind<UInt64>.duration(1...day).refusingNumbers
    private static let age = Key("for", time, "How long, since it was given out.")
    private static let uses = Key(
        "uses", Kind<UInt64>.integer(1...UInt64(UInt32.max)),
        "How many requests with it, CLOSE left out.")
    private static let lifeLimit = Kind<HandleLifeLimit>.anyOf(
        title: "duration, or object with for, uses, status",
        [
            time.map { HandleLifeLimit(nanoseconds: $0) },
            .object("the limit", [age, uses, status]) { reader in
                if !reader.has(age), !reader.has(uses), !reader.hasUnknownKeys {
                    reader.node.error("the limit needs one of the keys \"for\", \"uses\"")
                }
                return HandleLifeLimit(
                    nanoseconds: reader.read(age), uses: reader.read(uses),
                    status: reader.read(status))
            },
        ])

    private static let pause = Key(
        "for", time, required: true, "How long the client may send nothing.")
    private static let idleLimit = Kind<IdleLimit>.anyOf(
        title: "duration, or object with for, connection",
        [
            time.map { IdleLimit(nanoseconds: $0) },
            .object("the limit", [pause, fault]) { reader in
                let fault = reader.read(fault)
                return reader.read(pause).map { IdleLimit(nanoseconds: $0, fault: fault ?? .fin) }
            },
        ])

    private static let connections = Key(
        "connections", connectionLimit,
        "Connections at a time, of everybody in `server`, of one user in `users`; one more is "
            + "closed without a word, or the user's login refused.")
    private static let openHandles = Key(
        "openHandles", handleLimit, alsoKnownAs: ["handles"],
        "Open handles of a session; one more OPEN or OPENDIR is answered FAILURE.")
    private static let packet = Key(
        "packet", packetLimit,
        "The largest packet taken; a larger one closes the channel, as it is not even read.")
    private static let read = Key(
        "read", blockLimit, "The most bytes READ gets; who asks for more gets so many.")
    private static let write = Key(
        "write", blockLimit,
        "The most bytes WRITE may bring; more are answered INVALID_PARAMETER.")
    private static let requests = Key(
        "requests", rateLimit, alsoKnownAs: ["rate", "requestRate"],
        "Requests per second of a session; those that come too soon are taken up late.")
    private static let handleLife = Key(
        "handleLife", lifeLimit,
        "How long a handle is good; afterwards requests with it are answered INVALID_HANDLE.")
    private static let idle = Key(
        "idle", idleLimit,
        "How long a client may send nothing until its connection is closed without a word.")

    /// The keys that hold for a session, in the order of the reference.
    private static let sessionKeys = [
        DocumentKey(openHandles, #""openHandles": {"count": 1, "status": "PERMISSION_DENIED"}"#),
        DocumentKey(packet, #""packet": {"size": "34000B", "status": "BAD_MESSAGE"}"#),
        DocumentKey(read, #""read": "64KiB""#),
        DocumentKey(write, #""write": {"size": "32KiB", "status": "FAILURE"}"#),
        DocumentKey(requests, #""requests": {"perSecond": 50, "burst": 10}"#),
        DocumentKey(handleLife, #""handleLife": {"for": "2s", "uses": 100}"#),
        DocumentKey(idle, #""idle": {"for": "30s", "connection": "reset"}"#),
    ]
    /// The keys of `limits` in `server` and `users`, in the order of the reference.
    static let keys =
        [DocumentKey(connections, #""connections": {"count": 2, "connection": "reset"}"#)]
        + sessionKeys

    /// The keys inside a limit, for the reference.
    static let parts = [
        KeyTable(
            title: "limits: connections, openHandles",
            keys: [
                DocumentKey(count, #""count": 2"#), DocumentKey(status, #""status": "FAILURE""#),
                DocumentKey(fault, #""connection": "reset""#),
            ]),
        KeyTable(
            title: "limits: packet, read, write",
            keys: [
                DocumentKey(packetBytes, #""size": "32KiB""#),
                DocumentKey(status, #""status": "BAD_MESSAGE""#),
                DocumentKey(fault, #""connection": "fin""#),
            ]),
        KeyTable(
            title: "limits: requests",
            keys: [
                DocumentKey(perSecond, #""perSecond": 50"#), DocumentKey(burst, #""burst": 10"#),
                DocumentKey(status, #""status": "FAILURE""#),
            ]),
        KeyTable(
            title: "limits: handleLife, idle",
            keys: [
                DocumentKey(age, #""for": "2s""#), DocumentKey(uses, #""uses": 100"#),
                DocumentKey(status, #""status": "NO_SUCH_FILE""#),
                DocumentKey(fault, #""connection": "reset""#),
            ]),
    ]

    /// The kind of `limits` in `server` and `users`.
    static let kind = object(keys).defined(as: "limits")

    /// The kind of limits that a rule sets: a connection that is there is not counted.
    static let ofSession = object(sessionKeys)

    private static func object(_ keys: [DocumentKey]) -> Kind<LimitSpec> {
        .object("limits", keys.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("limits is empty") }
            var limits = LimitSpec()
            if keys.count > sessionKeys.count { limits.connections = reader.read(connections) }
            limits.openHandles = reader.read(openHandles)
            limits.packet = reader.read(packet)
            limits.read = reader.read(read)
            limits.write = reader.read(write)
            limits.requests = reader.read(requests)
            limits.handleLife = reader.read(handleLife)
            limits.idle = reader.read(idle)
            return limits
        }
    }
}
