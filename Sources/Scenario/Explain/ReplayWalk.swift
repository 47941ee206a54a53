import SFTPWire

/// Counters and states on the way through a journal.
struct ReplayWalk {
    /// Fields of events that records do not hold.
    private static let unrecorded: Set<String> = ["data", "fileSize", "sentPath"]

    private let rules: [Rule]
    /// The rules to try on each kind and phase, first to last.
    private let lists: [[Int]]
    private var counters: [OccurrenceCounter]
    private var context: MatchContext
    private var facts = ConnectionFacts()
    /// Records whose operation a rule kept from being done.
    private var refused: Set<UInt64> = []
    /// How many rules were tried so far.
    private(set) var testCount = 0

    init(_ rules: [Rule], _ machines: [StateMachine], seed: UInt64) {
        self.rules = rules
        var lists = Array(repeating: [Int](), count: EventKind.allCases.count * 2)
        for rule in rules.indices.sorted(by: { rules[$0].priority > rules[$1].priority }) {
            for kind in Set(rules[rule].events) {
                lists[kind.index * 2 + rules[rule].phase.index].append(rule)
            }
        }
        self.lists = lists
        counters = rules.enumerated().map { index, rule in
            OccurrenceCounter(
                rule.occurrence, seed: ScenarioEngine.counterSeed(seed, index), isCounted: true)
        }
        context = MatchContext(states: StateTable(machines))
    }

    /// Takes a phase of a record; `tell` hears what each rule made of it that looks at it.
    mutating func take(
        _ entry: JournalEntry, _ phase: EventPhase, _ tell: (RuleVerdict) -> Void
    ) {
        if phase == .after, refused.remove(entry.number) != nil { return }
        var event = entry.event
        event.phase = phase
        if phase == .before {
            event.outcome = nil
            event.status = nil
            event.moved = nil
            if event.kind == .fileOpen || event.kind == .dirList { event.handle = nil }
        }
        facts.complete(&event, entry)
        judge(event, entry, tell)
        facts.learn(entry, phase)
        let ended = RuleScope.ended(by: event)
        for scope in ended { context.states.forget(scope, event) }
        guard event.kind == .disconnected || event.kind == .fileClose else { return }
        for scope in ended {
            for index in counters.indices { counters[index].forget(scope, event) }
        }
    }

    private mutating func judge(
        _ event: Event, _ entry: JournalEntry, _ tell: (RuleVerdict) -> Void
    ) {
        var taker: Int?
        var transitions: [StateAssignment] = []
        for rule in lists[event.kind.index * 2 + event.phase.index] {
            testCount += 1
            let hasActed = taker == nil && entry.record.rules.contains(rule)
            guard hasActed || rules[rule].condition.matches(event, &context) else {
                tell(verdict(rule, .differs(differences(rule, event))))
                continue
            }
            if let taker {
                tell(verdict(rule, .taken(by: rules[taker].name)))
                continue
            }
            let refusal = counters[rule].refusal(of: event)
            counters[rule].note(acted: hasActed, on: event)
            guard hasActed else {
                tell(
                    verdict(
                        rule, .counted(refusal ?? "what records do not hold kept it from acting")))
                continue
            }
            tell(verdict(rule, .acted))
            transitions += rules[rule].assignments
            if event.phase == .before, event.kind.isRequest, keepsFromBeingDone(rule) {
                refused.insert(entry.number)
            }
            if !rules[rule].continues { taker = rule }
        }
        for transition in transitions { context.states.apply(transition, for: event) }
    }

    private func verdict(_ rule: Int, _ reason: RuleVerdict.Reason) -> RuleVerdict {
        RuleVerdict(rule: rule, name: rules[rule].name, reason: reason)
    }

    private mutating func differences(_ rule: Int, _ event: Event) -> [String] {
        rules[rule].condition.differences(event, &context).map { difference in
            guard difference.actual == "absent", Self.unrecorded.contains(difference.field) else {
                return difference.line
            }
            return "\(difference.field): expected \(difference.expected), which records do not hold"
        }
    }

    private func keepsFromBeingDone(_ rule: Int) -> Bool {
        rules[rule].effects.contains { effect in
            switch effect {
            case .status, .skipOperation, .dropReply, .endConnection: true
            default: false
            }
        }
    }
}

/// What records say about connections, for the fields that other records of theirs lack.
private struct ConnectionFacts {
    private struct Connection {
        var startNanoseconds: UInt64
        var address: String?
        var port: UInt16?
        var client: String?
        var openHandles = 0
        var read: UInt64 = 0
        var written: UInt64 = 0
    }

    /// Connections of which the end has not come; others are of no use any more.
    private var connections: [Int: Connection] = [:]

    /// Fills in what is known.
    func complete(_ event: inout Event, _ entry: JournalEntry) {
        guard let known = connections[entry.connection] else { return }
        event.peer = EventPeer(
            address: event.address ?? known.address, port: event.port ?? known.port,
            client: event.client ?? known.client)
        event.openHandles = event.openHandles ?? known.openHandles
        event.bytesRead = ByteTotals(connection: known.read)
        event.bytesWritten = ByteTotals(connection: known.written)
        let start = entry.record.startNanoseconds
        if start >= known.startNanoseconds {
            event.elapsedNanoseconds = start - known.startNanoseconds
        }
    }

    /// Takes what a record says.
    mutating func learn(_ entry: JournalEntry, _ phase: EventPhase) {
        switch entry.kind {
        case .connectionRequest:
            var connection = Connection(startNanoseconds: entry.record.startNanoseconds)
            if let peer = entry.message, let colon = peer.lastIndex(of: ":") {
                connection.address = String(peer[..<colon])
                connection.port = UInt16(peer[peer.index(after: colon)...])
            }
            connections[entry.connection] = connection
        case .connected: connections[entry.connection]?.client = entry.message
        case .disconnected: connections[entry.connection] = nil
        case .fileOpen, .dirList:
            if phase == .after, entry.status == .ok {
                connections[entry.connection]?.openHandles += 1
            }
        case .fileClose:
            if phase == .after, let open = connections[entry.connection]?.openHandles, open > 0 {
                connections[entry.connection]?.openHandles = open - 1
            }
        case .fileRead where phase == .after:
            connections[entry.connection]?.read &+= entry.record.moved ?? 0
        case .fileWrite where phase == .after:
            connections[entry.connection]?.written &+= entry.record.moved ?? 0
        default: break
        }
    }
}
