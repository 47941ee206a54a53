import SFTPWire

extension ScenarioReference {
    /// How several files become one.
    static let merging = """
        Several files are merged in order, and what a file includes comes right before it, so \
        that it has the last word: a later name, seed or key of `server` replaces an earlier one; \
        users, principals, files and states replace those of the same name; rules and \
        expectations come after the earlier ones. Rules are tried in that order, included ones \
        first; `priority` changes it. A path in `include` begins in the folder of the file that \
        says it. A file that is included twice is read once; at most 16 files may lie inside each \
        other, and 256 be included in all.
        """

    /// What texts may ask for.
    static let templates = """
        In a template, a placeholder becomes what is known when the rule acts, and nothing where \
        the event has no such field; `$${` stands for `${`. At most 64 stand in one text, and of \
        each value 4,096 bytes at most are sent.
        """

    /// How rules are chosen and counted.
    static let counting = """
        Rules are tried from top to bottom, those with a higher `priority` first. The first that \
        matches, and whose count says so, acts; unless it says `continue`, no other is tried. Of \
        the matches, `skip` pass first; of the rest every `every`-th is due, acts by \
        `probability`, and no more than `times` act. Matches are counted `per` server, \
        connection, session, user, path or handle; at most 32,768 connections, users, paths or \
        handles are told apart at a time, and those longest unused start afresh. A match that an \
        earlier rule took is not counted.

        Conditions see state machines as they were before the event; `setState` takes effect when \
        all rules have looked at it. Decisions are made one at a time, so that counts and states \
        are right however many connections and pipelined requests there are.
        """

    /// What the versions of the protocol mean to a scenario.
    static let versions = """
        The server speaks versions 3 (draft-02), 4 (draft-04), 5 (draft-05) and 6 (draft-13) of \
        SFTP, and negotiates the highest that the client and `versions` allow. A client that asks \
        for less than the lowest is told the lowest, and its channel is closed; where the lowest \
        is 3, clients of versions 0 to 2 are served all the same. `announcedVersion` lies about \
        it to everybody; the action `version`, on `init`, caps, raises or lies for one connection.

        What a version does not have is not in its packets: an attribute that a rule sets is left \
        out, a status has no `data` below 5. Natural errors get the best code of the version \
        negotiated, as the table of status codes says; a code that a rule writes goes by \
        `statusCodes`: `raw`, as written, `compat`, the column `before` of that table, `strict`, \
        the file is refused unless every version the rule can meet has the code. The journal \
        keeps the true `outcome` beside the `status` sent, and both can be matched.
        """

    /// How extensions are treated.
    static let extensions = """
        Without this key extensions are announced as real servers of the version do. Known are \
        \(list(ExtensionName.allCases.map(\.rawValue))). Each is `announced`, `off`, `hidden` or \
        `refused`, or an object:
        """

    /// How patterns and numbers are written.
    static let patterns = """
        A pattern is a glob for the whole text: `*` any bytes but `/`, `**` any bytes, `/**/` any \
        folders or none, `?` one character but `/`, `[a-z]` and `[!a-z]` one byte of a set, \
        `{a,b}` either, `\\` before a character takes it as it is. `{"regex": "…"}` is a regular \
        expression over bytes that may match anywhere: `.` `[…]` `\\d \\w \\s \\D \\W \\S` \
        `\\xHH` `^` `$` `(…)` `(?:…)` `|` `*` `+` `?` `{n}` `{n,}` `{n,m}`; \
        its time is linear in the text. \
        `{"equals": "…"}` is the text itself, `{"bytes": {"hex": "…"}}` one that is not UTF-8.

        Flags of OPEN: \(list(OpenFlags.named.map(\.name))); of RENAME: \
        \(list(RenameFlags.named.map(\.name))). Rights: \(list(AccessMask.named.map(\.name))). \
        Modes: \(list(OpenModes.named.map(\.name))). Dispositions: \
        \(list(OpenDisposition.allCases.map(\.name))). Locks: \
        \(list(LockMask.named.map(\.name))). Control bytes: \
        \(list(RealpathControl.table.map(\.name))). Attributes: \
        \(list(AttributeFlags.named.map(\.name))). Requests: \
        \(list(RequestNames.table.map(\.name))). Authentication methods: \
        \(list(AuthenticationMethod.allCases.map(\.rawValue))).

        A number is a value, an array of values, or bounds: `{"above": …}`, `{"below": …}`, \
        `{"atLeast": …}`, `{"atMost": …}`, at most two of them. Sizes are `"10B"`, `"64KiB"`, \
        `"1MB"`, durations `"250ms"`, `"2s"`, `"1m"`. Bytes that are not text are \
        `{"hex": "…"}` or `{"base64": "…"}`.
        """

    /// The lines of the journal.
    static let journal = """
        ## The journal

        One line of JSON per event, in the order replies became ready. Every line has `version` \
        and `kind`; readers skip kinds they do not know. `start` comes first, with `scenario` and \
        `seed`; `dropped` stands for so many records that no longer were in memory; `log` is the \
        `text` of the action `log`; all others are `event`:

        | field | what it is |
        |---|---|
        | `n` | number of the record, from 1 |
        | `timeNanoseconds` | when the event began, from the start of the server |
        | `event` | the event's name |
        | `connection`, `session`, `user` | whose it is; `session` from the second on |
        | `request`, `id` | the packet and its request id |
        | `path`, `newPath`, `target` | strings, or `{"hex": "…"}` where they are not UTF-8 |
        | `handle` | in hexadecimal |
        | `method`, `extension` | of an authentication attempt, of a vendor request |
        | `clientVersion` | of INIT |
        | `sftpVersion` | the version negotiated, of everything behind INIT |
        | `offset`, `asked`, `moved` | bytes; names for READDIR |
        | `flags`, `access`, `modes`, `disposition`, `lock`, `control`, `attributes` | by name |
        | `handleKind` | of CLOSE: `file` or `directory` |
        | `outcome` | what the operation came to, where `status` is another code |
        | `status`, `message` | what the client was told; no `status`: no answer |
        | `cause` | of `disconnected` and `error` |
        | `openHandles` | of `disconnected`: handles the client left open |
        | `rules` | the rules that acted, at most 64; `moreRules` counts the others |
        | `durationMicroseconds` | from the request to its answer |
        | `clipped` | a text was cut after 4,096 bytes |
        """

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
