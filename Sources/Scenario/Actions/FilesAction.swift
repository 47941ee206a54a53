import StrictJSON

/// Changes the server's files behind the client's back: files that are fetched away, grow or go.
enum FilesAction {
    /// The catalog entry.
    static let entry = Action(
        Key(
            "files", FileStepDocument.kind,
            "What becomes of files of the server, before or after the operation as the phase "
                + "says; what cannot be done is written into the journal."),
        on: EventKind.requests, example: #""files": {"move": "/home/demo/done/"}"#,
        details: [
            KeyTable(title: "files, in rules", keys: FileStepDocument.keys),
            KeyTable(title: "files, in rules: set", keys: FileStepDocument.attributeKeys),
        ]
    ) { ActionResult(effects: [.files(.steps($0))]) }

    /// Why these steps make no sense on an event in a phase, or nil.
    static func problem(
        _ effects: [Effect], on event: EventKind, _ phase: EventPhase
    ) -> String? {
        for case .files(.steps(let steps)) in effects {
            for step in steps {
                if step.work == .hold, event != .fileOpen || phase != .before {
                    return "\"hold\" has a meaning in the before phase of fileOpen only"
                }
                if step.path == nil, !event.has(.path) {
                    return "\(event.rawValue) has no path; give the file's \"path\""
                }
            }
        }
        return nil
    }
}
