internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// One request while it is being answered: what the journal will say, and what rules changed.
struct Exchange {
    /// The event rules know it by.
    let kind: EventKind
    /// The packet's type; nil for a number no draft defines.
    let type: PacketType?
    /// The request id, repeated in the reply.
    let id: UInt32
    /// When its packet was taken up.
    let startedNanoseconds: UInt64
    /// Where the reply begins in the output; what follows is the reply, until it is final.
    private(set) var mark: Int
    /// The code the reply says; OK while there is none, and for replies that are no status.
    var status = StatusCode.ok
    /// What it came to in the codes of version 6, whatever the session's version could say.
    var outcome = StatusCode.ok
    /// Offset of READ and WRITE, bytes.
    var offset: UInt64?
    /// Bytes asked for.
    var asked: UInt64?
    /// Bytes moved, or names listed.
    var moved: UInt64?
    /// Open flags.
    var flags: OpenFlags?
    /// The rights OPEN asks for (v5 and above).
    var access: AccessMask?
    /// How OPEN opens (v5 and above).
    var modes: OpenModes?
    /// What BLOCK keeps others from.
    var lock: LockMask?
    /// How RENAME renames (v5 and above).
    var renameFlags: RenameFlags?
    /// What REALPATH does about a path that does not exist (v6).
    var control: RealpathControl?
    /// What a handle that is closed is of.
    var handleKind: HandleKind?
    /// Which attributes the request carried.
    var attributes: AttributeFlags?
    /// The version INIT asked for.
    var clientVersion: UInt32?
    /// The name of an EXTENDED request.
    var extensionName: [UInt8] = []
    /// The message of a status that is not the plain success.
    var message: [UInt8] = []
    /// What went wrong with what rules did to files, for the journal.
    var notes: [UInt8] = []
    /// Whether the second path is the target text of a symbolic link.
    var namesTarget = false
    /// Whether a rule kept the reply back for good.
    var isUnanswered = false
    /// Whether the channel is closed behind the reply, because the draft wants it.
    var closesChannel = false
    /// The handle used or given.
    var handle: [UInt8] = []
    /// Set when a rule may look at this event.
    var rules: RuleContext?

    init(kind: EventKind, type: PacketType?, id: UInt32, started: UInt64, mark: Int) {
        self.kind = kind
        self.type = type
        self.id = id
        startedNanoseconds = started
        self.mark = mark
    }

    /// The same exchange with its reply yet to begin at `mark`.
    func moved(to mark: Int) -> Exchange {
        var exchange = self
        exchange.mark = mark
        return exchange
    }
}

/// What only requests need that some rule may act on; kept apart so that others stay cheap.
final class RuleContext {
    /// The event as the rules see it.
    var event: Event
    /// What the rules of the before phase asked for; nil: none acted.
    ///
    /// A directive is large, and most events that rules look at come to none.
    var before: BeforeDirective?
    /// All rules that acted.
    var acted = RuleList()
    /// How long the reply waits without holding the session.
    var replyDelayNanoseconds: UInt64 = 0
    /// What the reply waits for without holding the session.
    var replyGate: Gate?
    /// The attributes answered, for rules of the after phase that change them.
    var repliedAttributes: FileAttributes?
    /// The names answered, likewise.
    var repliedNames: ListedNames?
    /// How a rule wants attributes written.
    var attributesShape = AttributesShape()
    /// What a rule changes in the reply when it is final.
    var finish = ReplyFinish()
    /// How the reply is to leave; nil: as it is.
    var shape: ReplyShape?

    init(event: Event) {
        self.event = event
    }
}

/// What the rules of the before phase asked for.
final class BeforeDirective {
    let directive: Directive

    init(_ directive: Directive) {
        self.directive = directive
    }
}

/// A reply that waits for a timer, with the journal record that is written when it goes.
struct HeldReply {
    var bytes: [UInt8]
    var exchange: Exchange
    var path: [UInt8]
    var newPath: [UInt8]
    var fault: ConnectionFault?
    /// What it waits for once its timer has fired.
    var gate: Gate?
}

/// What a rule made something wait for.
struct Gate {
    /// How often it is looked at: no thread may call another's session.
    static let pollNanoseconds: UInt64 = 5_000_000

    /// Its name.
    let name: String
    /// When to go on all the same, nanoseconds of the session's clock.
    let deadlineNanoseconds: UInt64
}

/// Why a session takes no input for now.
indirect enum Hold {
    /// A rule wants a gate to be open before it goes on with this.
    case gate(Gate, Hold)
    /// A request, or its reply, about which a program was asked.
    case callout(CalloutWait)
    /// A request that a rule delays; it is carried out when its timer fires.
    case request(packet: [UInt8], directive: Directive, startedNanoseconds: UInt64)
    /// A request that came too soon; it is taken up when its turn has come.
    case pace(packet: [UInt8], startedNanoseconds: UInt64)
    /// A reply that later requests wait behind.
    case reply(HeldReply)
    /// The same, which is not final yet: rules on packets have still to see it.
    case outcome(HeldReply)
    /// A request that goes on in slices.
    case work(any SlicedWork)
    /// A text-seek request that goes on in slices.
    case textSeek(TextSeekJob)
    /// Packets of the client that a rule delays; they are taken up when the timer fires.
    case input(InjectedInput)
}
