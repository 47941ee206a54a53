// Short words for effects that closures have often; `perform` takes the others.
extension HandledEvent {
    // MARK: Content

    /// Stores these bytes in place of the block a WRITE brings, before it is carried out; the
    /// client is told that its own were stored (`"write"`).
    public mutating func store(_ block: [UInt8]) {
        perform(.content(.write(BlockChange(replacement: TemplateText(block)))))
    }

    /// Lists these names, which need not exist (`"names"`): of OPENDIR the whole listing, of
    /// READDIR one reply.
    ///
    /// - Parameters:
    ///   - names: the names, whatever bytes they have.
    ///   - behindTrueNames: whether the directory's own names come first; otherwise the directory
    ///     need not exist.
    public mutating func answer(names: [[UInt8]], behindTrueNames: Bool = false) {
        let groups = names.map { NameGroup(NumberedText(TemplateText($0))) }
        perform(.content(.names(NamesAnswer(groups: groups, keepsTrueNames: behindTrueNames))))
    }

    /// Answers REALPATH or READLINK with this path, whatever it is (`"path"`).
    public mutating func answer(path: [UInt8]) {
        let name = NameGroup(NumberedText(TemplateText(path)))
        perform(.content(.path(PathAnswer(names: [name]))))
    }

    /// Answers EXTENDED with EXTENDED_REPLY and these bytes behind the id (`"extendedReply"`).
    public mutating func answer(extendedReply payload: [UInt8]) {
        perform(.content(.extendedReply(TemplateText(payload))))
    }

    // MARK: Replies

    /// Sends the reply more than once (`"reply": {"duplicate": 1}`).
    ///
    /// - Parameter copies: how many times more, at most 1000; less than 1: not at all.
    public mutating func duplicate(copies: Int = 1) {
        perform(.reply(.edit(ReplyEdit(copies: min(max(copies, 0), 1000)))))
    }

    /// Keeps the reply until so many other replies of the session have been sent (`"hold"`).
    ///
    /// - Parameters:
    ///   - replies: how many, 1 to 1024; what is beyond counts as the nearest.
    ///   - limit: the longest wait, at most a day; negative: none.
    public mutating func hold(untilReplies replies: Int, atMost limit: Duration = .seconds(10)) {
        hold(until: .replies(min(max(replies, 1), 1024)), limit)
    }

    /// Keeps the reply until a request of this kind has been answered in the session (`"hold"`).
    ///
    /// - Parameters:
    ///   - kind: the kind of request.
    ///   - limit: the longest wait, at most a day; negative: none.
    public mutating func hold(untilAnswered kind: EventKind, atMost limit: Duration = .seconds(10))
    {
        hold(until: .event(kind), limit)
    }

    private mutating func hold(until end: ReplyHold.End, _ limit: Duration) {
        // A day is the longest a scenario can say, and has fewer nanoseconds than 2^63.
        let (seconds, attoseconds) = min(max(limit, .zero), .seconds(86_400)).components
        let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        perform(.reply(.hold(ReplyHold(end: end, limitNanoseconds: nanoseconds))))
    }

    // MARK: The connection

    /// Says goodbye with SSH_MSG_DISCONNECT (`"connection": {"disconnect": …}`).
    ///
    /// - Parameters:
    ///   - reason: the code of RFC 4253 section 11.1; 11: BY_APPLICATION.
    ///   - message: the description.
    public mutating func disconnect(reason: UInt32 = 11, message: String = "") {
        end(.disconnect(reason: reason, message: message))
    }

    /// Has the server exchange new keys at once (`"rekey": "now"`).
    public mutating func rekey() {
        perform(.stream(.rekey(afterBytes: 0)))
    }

    /// Shows this host key (`"hostKey"`; `connectionRequest` only).
    public mutating func show(_ hostKey: HostKeyChoice) {
        perform(.login(.hostKey(hostKey)))
    }

    /// Writes a line into the journal (`"log"`).
    public mutating func log(_ text: String) {
        perform(.flow(.log(TemplateText(Array(text.utf8)))))
    }

    // MARK: The login

    /// Refuses the attempt and tells the client these methods, served or not
    /// (`"auth": {"deny": …}`).
    public mutating func deny(listing methods: [String]) {
        perform(.login(.refuse(listing: methods)))
    }

    /// Asks more questions when the answers were right (`"auth": {"ask": …}`).
    public mutating func ask(_ round: PromptRound) {
        perform(.login(.ask(round)))
    }

    /// Asks for another password when the one given is right (`"auth": {"changePassword": …}`).
    public mutating func demandPasswordChange(
        prompt: String = "The password has expired.", language: String = ""
    ) {
        let text = TemplateText(Array(prompt.utf8))
        perform(.login(.changePassword(prompt: text, language: language)))
    }

    /// Sends a banner before the answer to the attempt (`"banner"`).
    public mutating func banner(_ text: String) {
        perform(.login(.banner(TemplateText(Array(text.utf8)))))
    }

    /// Has the user begin here if this attempt succeeds (`"login": {"home": …}`).
    ///
    /// - Parameters:
    ///   - home: an absolute path, as the user sees it.
    ///   - root: the folder the user sees as `/`; nil: as it was.
    public mutating func begin(at home: [UInt8], below root: RootSpec? = nil) {
        perform(.login(.home(home)))
        if let root { perform(.login(.root(root))) }
    }
}
