import SFTPWire
import StrictJSON

/// Answers INIT with another version: clients that take what they are told on trust.
enum VersionAction {
    private static let spoken = Key(
        "speak", VersionsDocument.version,
        "The version spoken and announced, even when the client asked for a lower one.")
    private static let highest = Key(
        "atMost", VersionsDocument.version,
        "The highest version negotiated, whatever `server` says.")
    private static let announced = Key(
        "announce", Kind<UInt32>.integer,
        "The number in VERSION, a lie: another version is spoken.")

    private static let answer = Kind<VersionAnswer>.anyOf([
        VersionsDocument.version.map { VersionAnswer(spoken: $0) },
        .object("the version", [spoken, highest, announced]) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("the version is empty") }
            if reader.has(spoken), reader.has(highest) {
                reader.error(
                    "\"speak\" and \"atMost\" exclude each other in the version", at: highest)
            }
            return VersionAnswer(
                highest: reader.read(highest), spoken: reader.read(spoken),
                announced: reader.read(announced))
        },
    ]).titled("version 3 to 6 to speak, or object with speak, atMost, announce")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "version", answer,
            "Speaks, and announces in VERSION, another version than the highest both sides have."),
        on: [.`init`], [.before],
        conflicts: [
            ("drop", "no VERSION is sent, so the version is never seen"),
            ("connection", "the connection ends before VERSION is sent"),
        ],
        example: #""version": {"atMost": 4}"#,
        details: [
            KeyTable(
                title: "version",
                keys: [
                    DocumentKey(spoken, #""speak": 5"#),
                    DocumentKey(highest, #""atMost": 4"#),
                    DocumentKey(announced, #""announce": 99"#),
                ])
        ]
    ) { ActionResult(effects: [.version($0)]) }
}
