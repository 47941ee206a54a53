import StrictJSON

/// Answers READ with other bytes than the file's: short, long or wrong.
enum DataAction {
    /// The catalog entry.
    static let entry = Action(
        Key("data", Kind<[UInt8]>.bytes, "The bytes READ is answered with."),
        on: [.fileRead],
        conflicts: [
            ("drop", "no reply is sent, so the data is never seen"),
            ("connection", "the connection ends without a reply, so the data is never seen"),
        ],
        example: #""data": "not what the file says""#
    ) { ActionResult(effects: [.data($0)]) }
}
