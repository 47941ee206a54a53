/// A field of an event that rules and expectations can test; the raw value is its JSON name.
enum EventField: String, CaseIterable, Sendable {
    case path, newPath, target, handle, handleKind, user, connection, request
    case `extension`, method, version, offset, length, end
    case flags, renameFlags, access, modes, disposition, attributes, lock, control, outcome

    /// The key that tests it: OPEN and RENAME both have flags, told apart by their names.
    var key: String { self == .renameFlags ? EventField.flags.rawValue : rawValue }

    /// The field as messages name it.
    var title: String {
        switch self {
        case .flags: "flags of OPEN"
        case .renameFlags: "flags of RENAME"
        default: rawValue
        }
    }
}

/// What is known about each kind of event beside its name.
struct EventRow: Sendable {
    /// The kind.
    let kind: EventKind
    /// One clause that says when it fires.
    let summary: String
    /// The requests it comes from, as the drafts name them.
    let requests: String
    /// The fields it has, `connection` and (where a user is known) `user` aside.
    let fields: Set<EventField>
    /// Whether it is a request, with a before and an after phase and an outcome.
    let isRequest: Bool
    /// Whether rules can look at it when it is over.
    var hasAfterPhase: Bool
}

extension EventKind {
    /// The table of events, in the order of `allCases`.
    static let table: [EventRow] = [
        row(.connectionRequest, "a TCP connection was accepted, nothing has been sent", []),
        row(.identification, "the identification line is about to be sent", []),
        row(
            .keyExchange,
            "keys are exchanged, at the start or again: before it begins, after it has ended",
            [.user], hasAfterPhase: true),
        row(
            .userAuthRequest, "an authentication attempt, the initial `none` too",
            [.user, .method]),
        row(
            .userAuthResult, "an authentication attempt was judged; the client is not yet told",
            [.user, .method]),
        row(.channelOpen, "the client opens an SSH channel", [.user]),
        row(
            .subsystemRequest,
            "a request on a session channel: `subsystem`, `exec`, `shell` and others", [.user]),
        row(.`init`, "the client opens SFTP; nothing has been answered", [.user, .version]),
        request(
            .fileOpen, "a file is opened or created", "OPEN",
            [.path, .flags, .access, .modes, .disposition, .attributes]),
        request(
            .fileRead, "a block is read", "READ", [.path, .handle, .offset, .length, .end]),
        request(
            .fileWrite, "a block is written", "WRITE",
            [.path, .handle, .offset, .length, .end]),
        request(
            .fileClose, "a file or directory handle is closed", "CLOSE",
            [.path, .handle, .handleKind]),
        request(.fileRemove, "a file is removed", "REMOVE", [.path]),
        request(
            .fileRename, "a file or directory is renamed",
            "RENAME, posix-rename@openssh.com", [.path, .newPath, .renameFlags, .extension]),
        request(.dirCreate, "a directory is made", "MKDIR", [.path, .attributes]),
        request(.dirRemove, "a directory is removed", "RMDIR", [.path]),
        request(.dirList, "a directory is opened for listing", "OPENDIR", [.path]),
        request(.dirRead, "the next names of a listing", "READDIR", [.path, .handle]),
        request(
            .getAttributes, "attributes are asked for", "STAT, LSTAT, FSTAT", [.path, .handle]),
        request(
            .setAttributes, "attributes are changed",
            "SETSTAT, FSETSTAT, lsetstat@openssh.com",
            [.path, .handle, .attributes, .extension]),
        request(
            .resolvePath, "a path is made absolute", "REALPATH, expand-path@openssh.com",
            [.path, .control, .extension]),
        request(.linkRead, "the target of a symbolic link is asked for", "READLINK", [.path]),
        request(
            .linkCreate, "a link is made", "SYMLINK, LINK, hardlink@openssh.com",
            [.path, .newPath, .target, .extension]),
        request(
            .fileLock, "a range of a file is locked", "BLOCK",
            [.path, .handle, .offset, .length, .end, .lock]),
        request(
            .fileUnlock, "a locked range is given free", "UNBLOCK",
            [.path, .handle, .offset, .length, .end]),
        request(
            .extended, "any other vendor request", "EXTENDED",
            [.path, .newPath, .handle, .offset, .length, .end, .extension]),
        row(.connected, "SFTP is ready to serve a user", [.user]),
        row(.disconnected, "the connection is gone", [.user]),
        row(
            .error, "a packet cannot be decoded, or breaks the protocol",
            [.user, .request, .version]),
        row(
            .packet, "an SFTP packet goes in or out, whether it can be decoded or not",
            [.user, .version]),
    ]

    /// What is known about this kind.
    var row: EventRow { Self.table[index] }

    /// Whether events of this kind have `field` in some phase.
    func has(_ field: EventField) -> Bool {
        field == .connection || row.fields.contains(field)
    }

    /// Whether the kind is a request with two phases and an outcome.
    public var isRequest: Bool { row.isRequest }

    /// All kinds that are requests.
    static let requests = Set(allCases.filter(\.isRequest))

    /// The kinds `"*"` stands for: all but `packet`, which is the others seen once more.
    static let all = allCases.filter { $0 != .packet }

    /// Whether events of this kind are seen in `phase`.
    func has(_ phase: EventPhase) -> Bool { phase == .before || row.hasAfterPhase }

    private static func row(
        _ kind: EventKind, _ summary: String, _ fields: Set<EventField>,
        hasAfterPhase: Bool = false
    ) -> EventRow {
        EventRow(
            kind: kind, summary: summary, requests: "", fields: fields, isRequest: false,
            hasAfterPhase: hasAfterPhase)
    }

    private static func request(
        _ kind: EventKind, _ summary: String, _ requests: String, _ fields: Set<EventField>
    ) -> EventRow {
        EventRow(
            kind: kind, summary: summary, requests: requests,
            fields: fields.union([.user, .request, .version, .outcome]), isRequest: true,
            hasAfterPhase: true)
    }
}
