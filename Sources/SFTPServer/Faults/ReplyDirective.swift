internal import SFTPWire
internal import Scenario

/// What a directive says of the reply as a packet.
struct ReplyDirective {
    var shape: ReplyShape?
    var statusText: StatusText?
    var delays: [(spread: DurationSpread, holdsSession: Bool)] = []

    /// Whether the rule changes the answer, so that there is one even where the connection ends.
    var answers: Bool { shape != nil || statusText != nil }

    /// Takes over an effect; later ones of a kind replace earlier ones, packets add up.
    mutating func add(_ effect: ReplyEffect) {
        switch effect {
        case .statusText(let text): statusText = text
        case .delay(let spread, let holdsSession): delays.append((spread, holdsSession))
        case .edit, .packets, .preamble, .flood, .frame, .hold, .reorder:
            var shape = self.shape ?? ReplyShape()
            shape.add(effect)
            self.shape = shape
        }
    }

    /// Whether something has to be drawn when the rule acts.
    var isDrawn: Bool { shape != nil || !delays.isEmpty }
}

/// How a reply is to leave: what is sent for it, and when its turn is.
struct ReplyShape {
    var edit: ReplyEdit?
    var frame: FrameEdit?
    var before: [RawPacket] = []
    var instead: [RawPacket]?
    var after: [RawPacket] = []
    var floods: [PacketFlood] = []
    var hold: ReplyHold?
    var order: ReplyOrder?
    /// What is drawn for this reply comes from here, so that other replies change nothing.
    var random = SeededRandom(seed: 0)

    /// Takes over an effect.
    mutating func add(_ effect: ReplyEffect) {
        switch effect {
        case .edit(let edit): self.edit = edit
        case .frame(let frame): self.frame = frame
        case .packets(let packets):
            before += packets.before
            instead = packets.instead ?? instead
            after += packets.after
        case .preamble(let text): before.insert(.bytes(text.bytes), at: 0)
        case .flood(let flood): floods.append(flood)
        case .hold(let hold): self.hold = hold
        case .reorder(let order): self.order = order
        case .statusText, .delay: break
        }
    }

    /// Adds what the after phase wants to what the before phase wanted.
    mutating func merge(_ later: ReplyShape) {
        edit = later.edit ?? edit
        frame = later.frame ?? frame
        before += later.before
        instead = later.instead ?? instead
        after += later.after
        floods += later.floods
        hold = later.hold ?? hold
        order = later.order ?? order
        random = later.random
    }
}

extension RuleContext {
    /// Adds what rules of a later phase want of the reply.
    func shape(_ later: ReplyShape) {
        if shape?.merge(later) == nil { shape = later }
    }
}

extension Session {
    /// Draws what a directive leaves to chance: its delays, and a source for what is drawn when
    /// the reply leaves, so that the turn of replies changes nothing.
    func draw(_ directive: inout Directive) {
        for delay in directive.reply.delays {
            directive.add(delay.spread.draw(&random), delay.holdsSession)
        }
        directive.reply.delays = []
        directive.reply.shape?.random = SeededRandom(seed: random.next())
    }
}
