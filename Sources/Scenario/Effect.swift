public import SFTPWire

/// The narrow waist: what a rule can make a session do; actions return these, sessions obey.
public enum Effect: Equatable, Sendable {
    /// Answer with this status. Before: nothing is done. After: done, but reported so.
    case status(StatusReplacement)
    /// Do not perform the operation, answer as if it had worked.
    case skipOperation
    /// Wait. When `holdsSession`, later requests of the session wait too, as on a slow server;
    /// otherwise only this reply is late.
    case delay(nanoseconds: UInt64, holdsSession: Bool)
    /// Say something else than is true, or store something else than was sent.
    case content(ContentEffect)
    /// Change attributes of the reply (STAT family, READDIR) or of the request.
    case attributes(AttributePatch)
    /// What DATA and NAME of version 6 say about being the last (draft-13 sections 9.3, 9.4).
    case atEnd(Bool)
    /// Send no reply. Before: nothing is done either. After: it was done.
    case dropReply
    /// End the channel or connection without a reply. Before: nothing is done.
    case endConnection(ConnectionFault)
    /// Accept the authentication, whatever was presented.
    case acceptAuthentication
    /// Refuse the authentication.
    case denyAuthentication
    /// Call the attempt right but ask for one of these methods next (RFC 4252 names).
    case partialSuccess(remaining: [String])
    /// Answer INIT with another version than the negotiated one.
    case version(VersionAnswer)
    /// What concerns the course of the run, not the answer.
    case flow(FlowEffect)
    /// Do something to the reply as a packet.
    case reply(ReplyEffect)
    /// Disturb the stream below SSH, or SSH's transport.
    case stream(StreamEffect)
    /// What concerns a login.
    case login(LoginEffect)
    /// What concerns an SSH channel.
    case channel(ChannelEffect)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> Effect {
        switch self {
        case .status(let replacement): .status(replacement.filled(values))
        case .content(let effect): .content(effect.filled(values))
        case .flow(let effect): .flow(effect.filled(values))
        case .reply(let effect): .reply(effect.filled(values))
        case .login(let effect): .login(effect.filled(values))
        case .channel(let effect): .channel(effect.filled(values))
        default: self
        }
    }
}

/// A status to answer with.
public struct StatusReplacement: Equatable, Sendable {
    /// The code, sent as it is.
    public var code: StatusCode
    /// Whether a client is told the nearest code its version has, whatever the policy is.
    public var isNearest = false
    /// The message; nil: the code's default sentence.
    public var message: TemplateText?
    /// The language tag; nil: `en`.
    public var language: [UInt8]?
    /// What follows the language tag at version 5 and above, as it goes on the wire
    /// (draft-05 section 7, draft-13 section 9.1).
    public var errorData: [UInt8]
    /// Where it departs from the layout of the drafts.
    public var layout: StatusLayout

    /// Makes a status.
    public init(
        code: StatusCode, message: TemplateText? = nil, language: [UInt8]? = nil,
        errorData: [UInt8] = [], layout: StatusLayout = StatusLayout()
    ) {
        self.code = code
        self.message = message
        self.language = language
        self.errorData = errorData
        self.layout = layout
    }

    /// The status with every placeholder filled in.
    func filled(_ values: TemplateValues) -> StatusReplacement {
        var status = self
        status.message = message?.filled(values)
        return status
    }
}

/// Which version a connection gets, and which it is told.
public struct VersionAnswer: Equatable, Sendable {
    /// The highest version negotiated with this connection, whatever the server's is.
    public var highest: ProtocolVersion?
    /// The version spoken, even when the client asked for a lower one.
    public var spoken: ProtocolVersion?
    /// The number in VERSION, a lie; nil: the version spoken.
    public var announced: UInt32?

    /// Makes an answer.
    public init(
        highest: ProtocolVersion? = nil, spoken: ProtocolVersion? = nil, announced: UInt32? = nil
    ) {
        self.highest = highest
        self.spoken = spoken
        self.announced = announced
    }
}

/// A way to end a channel or connection.
public enum ConnectionFault: Equatable, Sendable {
    /// TCP reset.
    case reset
    /// TCP FIN without a word of SSH.
    case fin
    /// Channel close with this exit status (nil: none sent).
    case closeChannel(exitStatus: UInt32?)
    /// SSH_MSG_DISCONNECT (RFC 4253 section 11.1).
    case disconnect(reason: UInt32, message: String)
}

/// What the engine answers for an event on which at least one rule acted.
public struct Decision: Equatable, Sendable {
    /// The rules that acted, for the journal.
    public var rules: RuleList
    /// The effects, in the order the rules wrote them; empty when a rule only sets a state.
    public var effects: [Effect]

    /// Makes a decision.
    public init(rules: RuleList, effects: [Effect]) {
        self.rules = rules
        self.effects = effects
    }
}
