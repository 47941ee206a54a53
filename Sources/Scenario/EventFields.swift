/// A field of an event that rules and expectations can test; the raw value is its JSON name.
enum EventField: String, CaseIterable, Sendable {
    case path, newPath, target, sentPath, composePath, handle, handleKind
    case user, connection, session, client, address, port, elapsed
    case request, packet, direction, `extension`, method, version, offset, length, end, moved
    case flags, renameFlags, access, modes, disposition, attributes, attributeValues
    case lock, control, data, fileSize, bytesRead, bytesWritten, openHandles
    case attempt, service, password, publicKey, keyAlgorithm, round, answer, accepted, remaining
    case channel, channelRequest, argument, exchange, cause, outcome

    /// The key that tests it: OPEN and RENAME both have flags, told apart by their names.
    var key: String {
        switch self {
        case .renameFlags: EventField.flags.rawValue
        case .attributeValues: EventField.attributes.rawValue
        default: rawValue
        }
    }

    /// The field as messages name it.
    var title: String {
        switch self {
        case .flags: "flags of OPEN"
        case .renameFlags: "flags of RENAME"
        case .attributeValues: "value of an attribute"
        case .moved: "count of bytes moved"
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
    /// The fields it has in both phases, those every event has aside.
    let fields: Set<EventField>
    /// The fields it has in the after phase only.
    var afterFields: Set<EventField> = []
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
            [.user, .client, .exchange], hasAfterPhase: true),
        row(
            .userAuthRequest, "an authentication attempt, the initial `none` too",
            authentication),
        row(
            .userAuthResult, "an authentication attempt was judged; the client is not yet told",
            authentication.union([.accepted, .remaining])),
        row(.channelOpen, "the client opens an SSH channel", [.user, .client, .channel]),
        row(
            .subsystemRequest,
            "a request on a session channel: `subsystem`, `exec`, `shell` and others",
            [.user, .client, .channel, .channelRequest, .argument]),
        row(
            .`init`, "the client opens SFTP; nothing has been answered",
            session.union([.version])),
        request(
            .fileOpen, "a file is opened or created", "OPEN",
            named.union([
                .flags, .access, .modes, .disposition, .attributes, .attributeValues,
            ]), after: [.handle]),
        request(
            .fileRead, "a block is read", "READ", block, after: [.moved, .data]),
        request(
            .fileWrite, "a block is written", "WRITE", block.union([.data]), after: [.moved]),
        request(
            .fileClose, "a file or directory handle is closed", "CLOSE",
            opened.union([.handleKind])),
        request(.fileRemove, "a file is removed", "REMOVE", named),
        request(
            .fileRename, "a file or directory is renamed",
            "RENAME, posix-rename@openssh.com",
            named.union([.newPath, .renameFlags, .extension])),
        request(
            .dirCreate, "a directory is made", "MKDIR",
            named.union([.attributes, .attributeValues])),
        request(.dirRemove, "a directory is removed", "RMDIR", named),
        request(
            .dirList, "a directory is opened for listing", "OPENDIR", named, after: [.handle]),
        request(.dirRead, "the next names of a listing", "READDIR", [.path, .handle]),
        request(
            .getAttributes, "attributes are asked for", "STAT, LSTAT, FSTAT",
            named.union([.handle, .attributes]), after: [.attributeValues]),
        request(
            .setAttributes, "attributes are changed",
            "SETSTAT, FSETSTAT, lsetstat@openssh.com",
            named.union([.handle, .attributes, .attributeValues, .extension])),
        request(
            .resolvePath, "a path is made absolute", "REALPATH, expand-path@openssh.com",
            named.union([.composePath, .control, .extension])),
        request(.linkRead, "the target of a symbolic link is asked for", "READLINK", named),
        request(
            .linkCreate, "a link is made", "SYMLINK, LINK, hardlink@openssh.com",
            named.union([.newPath, .target, .extension])),
        request(
            .fileLock, "a range of a file is locked", "BLOCK", block.union([.lock])),
        request(.fileUnlock, "a locked range is given free", "UNBLOCK", block),
        request(
            .extended, "any other vendor request", "EXTENDED",
            block.union([.newPath, .extension, .data])),
        row(.connected, "SFTP is ready to serve a user", [.user, .client]),
        row(.disconnected, "the connection is gone", [.user, .client, .cause]),
        row(
            .error, "a packet cannot be decoded, or breaks the protocol",
            session.union([.request, .version, .cause])),
        row(
            .packet, "an SFTP packet goes in or out, whether it can be decoded or not",
            session.union([.version, .direction, .packet, .data])),
    ]

    /// What every event has.
    static let everywhere: Set<EventField> = [.connection, .address, .port, .elapsed]
    /// What there is of an SFTP session.
    private static let session: Set<EventField> = [
        .user, .client, .session, .openHandles, .bytesRead, .bytesWritten,
    ]
    /// What an authentication attempt presents.
    private static let authentication: Set<EventField> = [
        .user, .client, .method, .attempt, .service, .password, .publicKey, .keyAlgorithm,
        .round, .answer,
    ]
    /// What a request has that names a path.
    private static let named: Set<EventField> = [.path, .sentPath, .fileSize]
    /// What a request has that goes to a handle.
    private static let opened: Set<EventField> = [.path, .handle, .fileSize]
    /// What a request has that goes to a range of a file.
    private static let block = opened.union([.offset, .length, .end])

    /// What is known about this kind.
    var row: EventRow { Self.table[index] }

    /// Whether events of this kind have `field` in some phase.
    func has(_ field: EventField) -> Bool { has(field, .after) }

    /// Whether events of this kind have `field` when rules look at them in `phase`.
    func has(_ field: EventField, _ phase: EventPhase) -> Bool {
        Self.everywhere.contains(field) || row.fields.contains(field)
            || (phase == .after && row.afterFields.contains(field))
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
        _ kind: EventKind, _ summary: String, _ requests: String, _ fields: Set<EventField>,
        after afterFields: Set<EventField> = []
    ) -> EventRow {
        EventRow(
            kind: kind, summary: summary, requests: requests,
            fields: fields.union(session).union([.request, .version]),
            afterFields: afterFields.union([.outcome]), isRequest: true, hasAfterPhase: true)
    }
}
