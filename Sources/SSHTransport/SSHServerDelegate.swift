/// What the transport asks of its owner: everything that is decided above SSH.
///
/// Calls come from event-loop threads; calls about one connection come from one thread.
public protocol SSHServerDelegate: AnyObject, Sendable {
    /// A TCP connection was accepted; nothing has been sent.
    func connectionRequested(_ connection: SSHConnectionInfo) -> ConnectionDecision

    /// The identification line is about to be sent.
    func identify(_ connection: SSHConnectionInfo) -> IdentificationDecision

    /// A key exchange begins or has ended, the n-th of its connection; called inside libssh.
    func keyExchange(
        _ connection: SSHConnectionInfo, user: String, _ stage: KeyExchangeStage, number: Int
    ) -> StreamDecision

    /// The client asks to authenticate (the initial `none` too).
    ///
    /// Methods other than the four of `AuthenticationMethods` and answers nobody
    /// asked for are denied without a call. A key whose signature is wrong gets no
    /// call either: libssh drops it.
    func authenticate(
        _ connection: SSHConnectionInfo, _ attempt: AuthenticationAttempt
    ) -> AuthenticationDecision

    /// The host keys this connection is shown; nil: those of the configuration.
    func hostKeys(_ connection: SSHConnectionInfo) -> [HostKey]?

    /// Whether somebody may decide otherwise about channels than is right, or later.
    ///
    /// Asked once per connection. Without it the two calls below may not ask for delays, for
    /// faults, for text on standard error, or for the end of anything.
    var decidesChannels: Bool { get }

    /// The client asks for a channel.
    func channelRequested(
        _ connection: SSHConnectionInfo, user: String, _ opening: ChannelOpening
    ) -> ChannelDecision

    /// The client asks for something on a session channel.
    func channelAsked(
        _ connection: SSHConnectionInfo, user: String, _ request: ChannelRequest
    ) -> ChannelRequestDecision

    /// The client asked for the `sftp` subsystem; the handler lives on the connection's thread.
    func openSession(
        _ connection: SSHConnectionInfo, user: String, channel: any SSHChannel
    ) -> any SSHChannelHandler

    /// The connection is gone: called once for each `connectionRequested`.
    func disconnected(_ connection: SSHConnectionInfo, cause: DisconnectCause)
}

extension SSHServerDelegate {
    /// The keys of the configuration.
    public func hostKeys(_ connection: SSHConnectionInfo) -> [HostKey]? { nil }

    /// Nobody.
    public var decidesChannels: Bool { false }

    /// What is right.
    public func channelRequested(
        _ connection: SSHConnectionInfo, user: String, _ opening: ChannelOpening
    ) -> ChannelDecision { .standard(opening) }

    /// What is right.
    public func channelAsked(
        _ connection: SSHConnectionInfo, user: String, _ request: ChannelRequest
    ) -> ChannelRequestDecision { .standard(request) }
}

/// What a session may do with its channel; called on the connection's thread only.
public protocol SSHChannel: AnyObject {
    /// Calls the handler's `timerFired` with `token` after `nanoseconds`.
    ///
    /// While a timer runs, the channel is not closed for the client's EOF.
    func schedule(after nanoseconds: UInt64, token: UInt64)

    /// New output is there, or input may be taken again: look at the handler soon.
    ///
    /// Not needed for what a call of the handler itself brought about.
    func wake()

    /// Ends the channel or connection after the pending output was handed out.
    ///
    /// A peer that does not read delays the end by a second at most. No further
    /// input is offered; the first end asked for counts.
    func end(_ end: ConnectionEnd)

    /// Brings about a fault below SSH, from the next bytes on, the answer being made included.
    func disturb(_ fault: StreamFault)
}

/// Receives the bytes of one channel and offers the bytes to send.
///
/// Never call libssh from here: the transport moves bytes after the handler returned.
public protocol SSHChannelHandler: AnyObject {
    /// Takes some or all of `bytes`, which begin with what was not taken before.
    ///
    /// What is not taken is offered again with the bytes that follow, after `wake`,
    /// and when output above the limit of the configuration was sent. Taking
    /// nothing stops the client once its window is full.
    ///
    /// - Returns: the number of bytes taken.
    func received(_ bytes: UnsafeRawBufferPointer) -> Int

    /// Bytes that wait to be sent.
    var pendingOutputCount: Int { get }

    /// Hands the first waiting bytes to `send`, which returns how many it took.
    ///
    /// No other call comes in the meantime, so `send` may be given the handler's
    /// own memory. It takes at most 256 KiB.
    func sendOutput(_ send: (UnsafeRawBufferPointer) -> Int)

    /// The client sent EOF: no more input will come.
    ///
    /// Once the output is sent and no timer runs, the channel is closed with exit status 0.
    func receivedEOF()

    /// A timer of `SSHChannel.schedule` is due.
    func timerFired(_ token: UInt64)

    /// The channel is gone, or is being closed: called once, and nothing after it.
    func closed()
}

/// One connection, as the journal and the scenario know it.
public struct SSHConnectionInfo: Sendable {
    /// 1 for the first connection of this server, and so on.
    public var number: Int
    /// The peer's address and port, as text.
    public var peerAddress: String
    /// The peer's port.
    public var peerPort: UInt16
    /// The client's identification line, empty until it came.
    public var clientIdentification: String

    /// Makes the record.
    public init(
        number: Int, peerAddress: String, peerPort: UInt16, clientIdentification: String = ""
    ) {
        self.number = number
        self.peerAddress = peerAddress
        self.peerPort = peerPort
        self.clientIdentification = clientIdentification
    }
}

/// What to do with a new TCP connection.
public enum ConnectionDecision: Sendable, Equatable {
    /// Go on, after waiting so many nanoseconds (0: at once).
    case accept(delayNanoseconds: UInt64)
    /// End it, after waiting so many nanoseconds.
    case end(ConnectionEnd, delayNanoseconds: UInt64)
}

/// The SSH authentication methods served (RFC 4252, RFC 4256).
public struct AuthenticationMethods: OptionSet, Sendable, Hashable {
    /// The bits.
    public var rawValue: UInt8

    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `none`.
    public static let none = AuthenticationMethods(rawValue: 1)
    /// `password`.
    public static let password = AuthenticationMethods(rawValue: 2)
    /// `publickey`.
    public static let publicKey = AuthenticationMethods(rawValue: 4)
    /// `keyboard-interactive`.
    public static let keyboardInteractive = AuthenticationMethods(rawValue: 8)
}

/// One authentication request of a client.
public struct AuthenticationAttempt: Sendable {
    /// What the client presents.
    public enum Credential: Sendable {
        /// The `none` probe.
        case none
        /// A password.
        case password(String)
        /// The old password and a new one, as `changePassword` asks for (RFC 4252 section 8).
        case passwordChange(old: String, new: String)
        /// "Would you accept this key?": OpenSSH text form `type base64`, no signature yet.
        case publicKeyOffer(String)
        /// The key, with a signature that was checked.
        case publicKey(String)
        /// keyboard-interactive begins.
        case keyboardInteractiveStart
        /// The answers to the prompts of the last round, round 1 first.
        case keyboardInteractiveAnswers([String], round: Int)
    }

    /// The user name.
    public var user: String
    /// What it presents.
    public var credential: Credential
    /// 1 for the first attempt on this connection (offers count, answers count).
    public var number: Int

    /// Makes an attempt.
    public init(user: String, credential: Credential, number: Int) {
        self.user = user
        self.credential = credential
        self.number = number
    }
}

/// The answer to an authentication request.
public struct AuthenticationDecision: Sendable {
    /// What to answer.
    public enum Verdict: Sendable {
        /// Success (for a key offer: the key would do).
        case accept
        /// Failure; the client is told `remaining`.
        case deny
        /// Right, but another method must follow.
        case partialSuccess
        /// Ask these questions (keyboard-interactive only).
        case prompt(name: String = "", instruction: String, prompts: [Prompt])
        /// Ask for another password before this one is accepted (password only).
        case changePassword(prompt: String, language: String)
        /// End the connection instead of answering.
        case end(ConnectionEnd)
    }

    /// One question of keyboard-interactive.
    public struct Prompt: Sendable {
        /// The text.
        public var text: String
        /// Whether the client shows what is typed.
        public var echo: Bool

        /// Makes a question.
        public init(text: String, echo: Bool) {
            self.text = text
            self.echo = echo
        }
    }

    /// What to answer.
    public var verdict: Verdict
    /// The methods that can continue, for `deny` and `partialSuccess` (RFC 4252 section 5.1).
    public var remaining: AuthenticationMethods
    /// The names the client is told, in this order; nil: those of `remaining`.
    ///
    /// With a libssh other than 0.10 always those, and for an empty list `hostbased`.
    public var listed: [String]?
    /// A banner to send before the answer, in the place of the server's if that was not sent yet.
    public var banner: String?
    /// How long the answer waits; other sessions go on.
    public var delayNanoseconds: UInt64
    /// Faults of the stream from here on, the answer included.
    public var faults: [StreamFault] = []

    /// Makes a decision.
    public init(
        verdict: Verdict, remaining: AuthenticationMethods, delayNanoseconds: UInt64 = 0
    ) {
        self.verdict = verdict
        self.remaining = remaining
        self.delayNanoseconds = delayNanoseconds
    }
}

/// How a connection or its channel is ended on purpose.
public enum ConnectionEnd: Sendable, Equatable {
    /// TCP reset: the client sees ECONNRESET.
    case reset
    /// TCP FIN without a word of SSH: the client sees an unexpected EOF.
    case fin
    /// Channel EOF, exit status (nil: none) and channel close; the connection stays.
    ///
    /// Where there is no channel yet, the same as `fin`.
    case closeChannel(exitStatus: UInt32?)
    /// SSH_MSG_DISCONNECT with a reason code and text (RFC 4253 section 11.1).
    ///
    /// With another libssh than 0.10 the client sees reason 11, SSH_DISCONNECT_BY_APPLICATION, once
    /// keys are in use: libssh writes no other (see `SSHPayload.send`).
    case disconnect(reason: UInt32, message: String)
}

/// Why a connection ended.
public enum DisconnectCause: Sendable, Equatable {
    /// The client said goodbye or closed.
    case client
    /// A rule or the session ended it.
    case server(ConnectionEnd)
    /// The peer broke the SSH protocol; the text is libssh's.
    case protocolError(String)
    /// The client took longer than the login time-out.
    case loginTimeout
    /// The client sent nothing for longer than is allowed.
    case idle
    /// The server stops.
    case shutdown
}
