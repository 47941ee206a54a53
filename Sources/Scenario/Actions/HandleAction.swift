import StrictJSON

/// Hands out a handle of the scenario's choice: clients that cut, print or compare handles.
enum HandleAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "handle", Kind<[UInt8]>.bytes,
            "The handle the client is given for what it opens."),
        on: [.fileOpen, .dirList],
        conflicts: [
            ("drop", "no reply is sent, so the handle is never seen"),
            ("connection", "the connection ends without a reply, so the handle is never seen"),
        ],
        example: #""handle": {"hex": "00 ff 00 ff"}"#
    ) { ActionResult(effects: [.handle($0)]) }
}
