import StrictJSON

/// The `throttle` of a user.
enum ThrottleDocument {
    private static let up = Key("up", StreamAction.rate, "Bytes per second from the client.")
    private static let down = Key("down", StreamAction.rate, "Bytes per second to the client.")

    static let keys = [
        DocumentKey(up, #""up": "1MiB""#), DocumentKey(down, #""down": "64KiB""#),
    ]

    static let kind = Kind<ThrottleSpec>.anyOf([
        StreamAction.rate.map { ThrottleSpec(up: $0, down: $0) },
        .object("throttle", keys.map(\.key)) { reader in
            let up = reader.read(up)
            let down = reader.read(down)
            if up == nil, down == nil, reader.node.members?.isEmpty == true {
                reader.node.error("throttle is empty")
            }
            return ThrottleSpec(up: up, down: down)
        },
    ]).titled("size per second, or object with up, down")
}
