import StrictJSON

/// Has the server exchange new keys: clients that send on, or stop, or take the answers for their
/// own.
enum RekeyAction {
    private static let after = Key(
        "after", Kind<UInt64>.size(0...(1 << 50)), required: true,
        "The bytes on the socket before that, both ways counted.")
    private static let now = Kind<UInt64>.name("time", [(name: "now", value: UInt64(0))])
        .titled("`now`")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "rekey",
            Kind<UInt64>.anyOf([
                now, .object("the key exchange", [after]) { $0.read(after) },
            ]).titled("`now`, or object with after"),
            "The server begins a key exchange: at once, before the answer, or after some bytes; "
                + "before the client is authenticated it waits until then."),
        on: StreamAction.events,
        example: #""rekey": {"after": "64KiB"}"#,
        details: [KeyTable(title: "rekey", keys: [DocumentKey(after, #""after": "64KiB""#)])]
    ) { ActionResult(effects: [.stream(.rekey(afterBytes: $0))]) }
}
