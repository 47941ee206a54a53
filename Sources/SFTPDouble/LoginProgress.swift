internal import SSHTransport
internal import Scenario

/// How far the login of a connection is.
struct LoginProgress: Sendable {
    /// Who asks, and later who is in.
    private(set) var user = ""
    /// Attempts that decide something, the initial `none` among them.
    private(set) var attempts = 0
    /// Attempts that were refused, the initial `none` not counted.
    var failures = 0
    /// The methods passed, in order.
    var passed: [AuthenticationMethods] = []
    /// The methods a rule asked for; they take the place of what the user needs.
    var demanded: AuthenticationMethods?
    /// The round that was asked last.
    var round: PromptRound?
    /// Rounds of the user's own that were asked in this dialogue.
    var roundCount = 0
    /// Questions that were asked in earlier rounds of this dialogue.
    var promptCount = 0
    /// The client was asked for another password.
    var isAskedToChange = false
    /// The user's own banner was sent.
    var isBannerSent = false
    /// What rules said about home and root.
    var home: [UInt8]?
    var root: RootSpec?
    /// The same as it was after the last attempt that was right.
    private var keptPlace: (home: [UInt8]?, root: RootSpec?) = (nil, nil)

    /// Notes who asks: a first half counts for the user who gave it only (RFC 4252 section 5).
    mutating func note(user: String) {
        guard user != self.user else { return }
        let (attempts, failures) = (attempts, failures)
        self = LoginProgress()
        (self.user, self.attempts, self.failures) = (user, attempts, failures)
    }

    /// Counts an attempt that decides something.
    mutating func countAttempt() { attempts += 1 }

    /// An attempt was right: what rules said of home and root stays.
    mutating func keepPlace() { keptPlace = (home, root) }

    /// An attempt has failed, and with it what rules said of home and root.
    mutating func forgetPlace() { (home, root) = keptPlace }

    /// Notes a dialogue that begins with this round.
    mutating func begin(_ round: PromptRound?) {
        self.round = round
        roundCount = 1
        promptCount = 0
    }

    /// Notes that another round is asked, of the user's own or of a rule's.
    mutating func ask(_ round: PromptRound, isOwn: Bool) {
        promptCount += self.round?.prompts.count ?? 0
        self.round = round
        if isOwn { roundCount += 1 }
    }
}
