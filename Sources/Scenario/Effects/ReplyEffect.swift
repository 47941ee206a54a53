/// What a rule does to a reply as a packet: its header, the packets around it, its frame, its turn.
///
/// However a scenario orders its keys, a session applies them in this order: the answer itself
/// (status, data and so on), ``ReplyEdit``, the packet that goes instead, ``FrameEdit``, copies,
/// the packets before and after, the flood; then the delay, ``ReplyHold``, ``ReplyOrder``; and
/// last, while the bytes leave, the pieces of the frame.
public enum ReplyEffect: Equatable, Sendable {
    /// Change type, id or payload, or send the reply more than once.
    case edit(ReplyEdit)
    /// Send packets before, after or instead of the reply.
    case packets(ExtraPackets)
    /// Send this before whatever else the rule sends.
    case preamble(TemplateText)
    /// Send very many packets.
    case flood(PacketFlood)
    /// Change the reply's frame and bytes.
    case frame(FrameEdit)
    /// Keep the reply until something happens.
    case hold(ReplyHold)
    /// Gather replies and send them in another order.
    case reorder(ReplyOrder)
    /// Wait for a time drawn anew on each event.
    case delay(DurationSpread, holdsSession: Bool)
    /// Change what a STATUS says, but not its code; other replies stay as they are.
    case statusText(StatusText)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> ReplyEffect {
        switch self {
        case .preamble(let text): .preamble(text.filled(values))
        case .statusText(let text): .statusText(text.filled(values))
        default: self
        }
    }
}

/// Which request id a packet has.
public enum ReplyID: Equatable, Sendable {
    /// This one.
    case value(UInt32)
    /// The request's, plus this, modulo 2^32.
    case offset(UInt32)
    /// That of the reply sent before it in the session; the request's when there was none.
    case previous
    /// One drawn from the seed.
    case random
}

/// Changes to the header of a reply, and how often it is sent.
public struct ReplyEdit: Equatable, Sendable {
    /// The type byte; nil: as it is.
    public var type: UInt8?
    /// The request id; nil: as it is.
    public var id: ReplyID?
    /// What follows the id (in VERSION the type); nil: as it is.
    public var payload: [UInt8]?
    /// Copies sent beside the reply itself.
    public var copies: Int

    /// Makes changes.
    public init(
        type: UInt8? = nil, id: ReplyID? = nil, payload: [UInt8]? = nil, copies: Int = 0
    ) {
        self.type = type
        self.id = id
        self.payload = payload
        self.copies = copies
    }
}

/// A packet a scenario writes itself.
public enum RawPacket: Equatable, Sendable {
    /// Bytes as they are, framed or not.
    case bytes([UInt8])
    /// Type, id (nil: the request's; VERSION has none) and what follows, framed by the server.
    case packet(type: UInt8, id: ReplyID?, payload: [UInt8])

    /// The most bytes it takes, its length field included.
    var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .packet(_, _, let payload): payload.count + 9
        }
    }
}

/// Packets around a reply.
public struct ExtraPackets: Equatable, Sendable {
    /// Those that go before it.
    public var before: [RawPacket]
    /// Those that go instead of it; nil: it goes itself.
    public var instead: [RawPacket]?
    /// Those that go after it.
    public var after: [RawPacket]

    /// Makes lists.
    public init(
        before: [RawPacket] = [], instead: [RawPacket]? = nil, after: [RawPacket] = []
    ) {
        self.before = before
        self.instead = instead
        self.after = after
    }
}

/// Very many packets, made while they are sent.
public struct PacketFlood: Equatable, Sendable {
    /// What each is like.
    public var packet: RawPacket
    /// How many.
    public var count: Int
    /// What is added to the id from one to the next, modulo 2^32.
    public var step: UInt32
    /// Whether they go before the reply; otherwise after it.
    public var isBefore: Bool

    /// Makes a flood.
    public init(packet: RawPacket, count: Int, step: UInt32 = 1, isBefore: Bool = false) {
        self.packet = packet
        self.count = count
        self.step = step
        self.isBefore = isBefore
    }
}

/// When a reply that is kept goes on its way.
public struct ReplyHold: Equatable, Sendable {
    /// What ends the wait.
    public enum End: Equatable, Sendable {
        /// So many other replies of the session have been sent.
        case replies(Int)
        /// A request of this kind has been answered in the session.
        case event(EventKind)
        /// The rule with this index has acted on a request of the session.
        case rule(Int)
    }

    /// What ends the wait.
    public var end: End
    /// The longest wait, nanoseconds.
    public var limitNanoseconds: UInt64

    /// Makes a hold.
    public init(end: End, limitNanoseconds: UInt64) {
        self.end = end
        self.limitNanoseconds = limitNanoseconds
    }
}

/// How replies are gathered and sent in another order.
public struct ReplyOrder: Hashable, Sendable {
    /// The new order; the raw value is its JSON name.
    public enum Order: String, CaseIterable, Sendable {
        /// The last first.
        case reversed
        /// As the seed draws it.
        case shuffled
    }

    /// Replies that are gathered before any is sent.
    public var window: Int
    /// The new order.
    public var order: Order
    /// How long the first waits for the others at most, nanoseconds.
    public var limitNanoseconds: UInt64

    /// Makes an order.
    public init(window: Int, order: Order, limitNanoseconds: UInt64) {
        self.window = window
        self.order = order
        self.limitNanoseconds = limitNanoseconds
    }
}
