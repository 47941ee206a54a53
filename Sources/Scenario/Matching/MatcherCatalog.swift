import SFTPWire
import StrictJSON

/// All matchers, in the order of the reference.
enum MatcherCatalog {
    /// One line per matcher that looks at a field every record of the journal has too.
    static let fields: [Matcher] = [
        Matcher(
            .path, .pattern, example: #""path": "/home/*/upload/**""#,
            "The path, or the path behind the handle."
        ) { .path($0) },
        Matcher(
            .newPath, .pattern, example: #""newPath": {"regex": "\\.part$"}"#,
            "The new path of a rename or hard link."
        ) { .newPath($0) },
        Matcher(
            .target, .pattern, example: #""target": "../*""#,
            "The target text of a new symbolic link."
        ) { .target($0) },
        Matcher(
            .user, .pattern, example: #""user": "alice""#,
            "The user; in userAuthRequest the one who asks."
        ) { .user($0) },
        Matcher(
            .connection, .matcher(.integer(1...UInt64.max), name: "connectionNumbers"),
            example: #""connection": {"atMost": 2}"#,
            "The number of the connection, the first one being 1."
        ) { .connection($0) },
        Matcher(
            .session, .matcher(.integer(1...UInt64.max), name: "ordinals"),
            example: #""session": 1"#,
            "The number of the SFTP session within its connection, the first one being 1."
        ) { .number(.session, $0) },
        Matcher(
            .request, Kind<[PacketType]>.oneOrMore(.name("request", RequestNames.table)),
            example: #""request": ["STAT", "LSTAT"]"#, "The request packet."
        ) { .request($0) },
        Matcher(
            .extension, .pattern, example: #""extension": "posix-rename@openssh.com""#,
            "The name of an EXTENDED request."
        ) { .extensionName($0) },
        Matcher(
            .method, Kind<[String]>.oneOrMore(.methodOfEvent),
            example: #""method": "password""#,
            "The authentication method; `keyboard-interactive-1` is the answer to the first "
                + "question, and so on through all rounds."
        ) { methods in
            .any(methods.map { .method(BytePattern(exactly: Array($0.utf8))) })
        },
        Matcher(
            .version, .matcher(.integer(0...UInt64(UInt32.max)), name: "versions"),
            example: #""version": {"above": 3}"#,
            "The version negotiated; on init the one the client asks for."
        ) { .version($0) },
        Matcher(
            .offset, .matcher(.size, name: "sizes"), example: #""offset": "0B""#,
            "Where READ, WRITE, BLOCK or UNBLOCK begins."
        ) { .offset($0) },
        Matcher(
            .length, .matcher(.size, name: "sizes"), example: #""length": {"above": "32KiB"}"#,
            "How many bytes READ or WRITE asks to move, BLOCK or UNBLOCK is about."
        ) { .length($0) },
        Matcher(
            .end, .matcher(.size, name: "sizes"), example: #""end": {"above": "1MiB"}"#,
            "Where READ, WRITE, BLOCK or UNBLOCK ends: offset plus length."
        ) { .end($0) },
        Matcher(
            .moved, .matcher(.size, name: "sizes"), example: #""moved": {"below": "32KiB"}"#,
            "How many bytes READ or WRITE has moved; after phase only."
        ) { .number(.moved, $0) },
        Matcher(
            Key(
                "flags", .requestFlags,
                "How OPEN opens (from version 5 on: what `access`, `modes` and `disposition` "
                    + "amount to), or how RENAME renames from version 5 on."),
            .flags, example: #""flags": {"has": ["READ", "WRITE"]}"#
        ) { if case .renameFlags = $0 { .renameFlags } else { .flags } },
        Matcher(
            .access, .accessMask, example: #""access": {"has": "WRITE_DATA"}"#,
            "The rights OPEN asks for, from version 5 on."
        ) { .access($0) },
        Matcher(
            .modes, .openModes, example: #""modes": ["APPEND_DATA", "BLOCK_WRITE"]"#,
            "How OPEN opens, from version 5 on."
        ) { .modes($0) },
        Matcher(
            .disposition, .dispositions, example: #""disposition": "CREATE_NEW""#,
            "What OPEN does about a file that exists or does not, from version 5 on."
        ) { .disposition($0) },
        Matcher(
            .lock, .lockMask, example: #""lock": {"has": "WRITE", "lacks": "ADVISORY"}"#,
            "What BLOCK keeps others from."
        ) { .lock($0) },
        Matcher(
            .control, .controls, example: #""control": "STAT_ALWAYS""#,
            "What REALPATH does about a path that does not exist, at version 6."
        ) { .control($0) },
        Matcher(
            .handle, .pattern, example: #""handle": {"bytes": {"hex": "00000001"}}"#,
            "The handle."
        ) { .handle($0) },
        Matcher(
            .handleKind, Kind<HandleKind>.name("kind of handle").titled("`file` or `directory`"),
            example: #""handleKind": "directory""#, "What CLOSE closes."
        ) { .handleKind($0) },
        Matcher(
            .channel, .pattern, example: #""channel": "direct-tcpip""#,
            "The type of the channel that is opened."
        ) { .text(.channel, $0) },
        Matcher(
            .channelRequest, .pattern, example: #""channelRequest": "{exec,shell}""#,
            "The request on a channel, such as `subsystem`."
        ) { .text(.channelRequest, $0) },
        Matcher(
            .argument, .pattern, example: #""argument": "sftp""#,
            "The subsystem's name, the command line, or the name of an environment variable."
        ) { .text(.argument, $0) },
        Matcher(
            .exchange, .matcher(.integer(1...UInt64.max), name: "ordinals"),
            example: #""exchange": {"above": 1}"#,
            "The number of the key exchange of the connection; above 1 it is a re-key."
        ) { .number(.exchange, $0) },
        Matcher(
            .accepted, .bool, example: #""accepted": false"#,
            "Whether the authentication attempt was enough."
        ) { .isAccepted($0) },
        Matcher(
            .cause, .pattern, example: #""cause": "*time-out*""#,
            "Why the connection is gone, or what the error was, as the journal says it."
        ) { .text(.cause, $0) },
        Matcher(
            .direction,
            Kind<PacketDirection>.name("direction").titled("`in` or `out`"),
            example: #""direction": "out""#, "Which way a packet goes, seen from the server."
        ) { .direction($0) },
        Matcher(
            .packet, .packetTypes, example: #""packet": ["DATA", 200]"#,
            "The type of a packet, by name or number."
        ) { .packet($0) },
    ]

    /// The matchers of expectations, beside the status.
    static let recordFields: [Matcher] =
        fields + [
            Matcher(
                .attributes, .attributeFlags, example: #""attributes": {"lacks": "PERMISSIONS"}"#,
                "Which attributes the request carries."
            ) { .attributes($0) }
        ]

    /// The matchers of `when`.
    static let all: [Matcher] =
        fields + eventFields + [
            Matcher(
                .outcome, .statuses(Condition.outcome), example: #""outcome": {"not": "OK"}"#,
                "What the operation came to, or what the client is about to be told; after phase "
                    + "only."
            ) { $0 },
            Matcher(
                Key("state", states, "State machines and the state (or states) each has to be in."),
                example: #""state": {"disk": "full"}"#
            ) { .states($0) },
            Matcher(
                Key("all", list, "All of these have to hold, as the keys of one matcher do."),
                example: #""all": [{"path": "/a/**"}, {"path": "**/b"}]"#
            ) { .all($0) },
            Matcher(
                Key("any", list, "At least one of these has to hold."),
                example: #""any": [{"user": "alice"}, {"connection": 1}]"#
            ) { .any($0) },
            Matcher(
                Key("not", kind, "This must not hold."), example: #""not": {"user": "alice"}"#
            ) { .not($0) },
        ]

    /// The keys of `when`.
    static let keys: [any KeyDescriptor] = all.map(\.key)

    /// The kind of `when`.
    static let kind = Kind<ConditionSource>.recursive("matcher", memberNames: []) {
        .object("the matcher", keys) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("the matcher is empty") }
            return .all(all.compactMap { $0.read(reader) })
        }
    }

    private static let list = Kind<[ConditionSource]>.array(of: kind, count: 1...Int.max)

    private static let states = Kind<[Named<[PlacedName]>]>
        .map("machine", of: .oneOrMore(.reference(to: "state")))
        .map { entries, node in
            if entries.isEmpty { node.error("state is empty") }
            return entries.map {
                (machine: PlacedName(text: $0.name, place: $0.place), states: $0.value)
            }
        }
}

extension Kind where Value == Condition {
    /// A test on a status: a code, a list of codes, or `{"not": …}`.
    static func statuses(
        _ condition: @escaping @Sendable ([StatusCode], Bool) -> Condition
    ) -> Kind {
        let codes = Kind<[StatusCode]>.oneOrMore(.statusCode)
        return anyOf([
            codes.map { condition($0, false) },
            oneKey(
                "the status test",
                [
                    Choice(
                        "not", codes.map { condition($0, true) },
                        "Any status but these.")
                ]),
        ]).titled("status, array of them, or object with not").defined(as: "statuses")
    }
}
