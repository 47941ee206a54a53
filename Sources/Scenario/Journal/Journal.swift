import Synchronization

/// What happened, one record per event: the latest in memory, all of them in a sink.
///
/// Appending copies the record and its texts into a ring of fixed size, counts it, and shows
/// it to the expectations that look at its kind. All calls may come from any thread.
public final class Journal: Sendable {
    /// Receives lines of JSON; must not call the journal.
    public typealias Sink = @Sendable ([UInt8]) -> Void

    /// What has to be true at the end.
    public let expectations: [JournalExpectation]

    private let state: Mutex<JournalState>
    private let rules: [Rule]
    private let machines: [StateMachine]
    private let scenarioName: String?
    private let seed: UInt64

    /// Makes an empty journal.
    ///
    /// - Parameters:
    ///   - scenarioName: the name its first line carries.
    ///   - seed: the seed of the run, for the first line.
    ///   - rules: the engine's rules; records name them by index.
    ///   - machines: the engine's state machines, for explanations.
    ///   - expectations: what has to be true at the end.
    ///   - capacityBytes: the most memory kept; older records are dropped.
    public init(
        scenarioName: String? = nil, seed: UInt64 = 0, rules: [Rule] = [],
        machines: [StateMachine] = [], expectations: [JournalExpectation] = [],
        capacityBytes: Int = 4 * 1024 * 1024
    ) {
        self.scenarioName = scenarioName
        self.seed = seed
        self.rules = rules
        self.machines = machines
        self.expectations = expectations
        state = Mutex(
            JournalState(
                ring: JournalRing(capacityBytes: capacityBytes),
                verification: Verification(expectations, rules: rules),
                lines: JournalLineWriter(ruleNames: rules.map(\.name))))
    }

    /// Adds a record; texts are copied, at most 4,096 bytes of each.
    ///
    /// - Parameters:
    ///   - record: the scalars.
    ///   - user: the user, nil before one is named.
    ///   - path: the path, or the path behind the handle.
    ///   - newPath: the new path of a rename or link.
    ///   - target: the target text of a symbolic link.
    ///   - handle: the handle.
    ///   - name: the authentication method, the name of an EXTENDED or channel request, or the
    ///     type of a channel.
    ///   - message: a status message, the cause of `disconnected` and `error`, or the argument
    ///     of a channel request.
    public func append(
        _ record: JournalRecord, user: RawSpan? = nil, path: RawSpan? = nil,
        newPath: RawSpan? = nil, target: RawSpan? = nil, handle: RawSpan? = nil,
        name: RawSpan? = nil, message: RawSpan? = nil
    ) {
        state.withLock { state in
            state.counts.add(record)
            state.ring.append(
                number: state.counts.total, record, user: user, path: path, newPath: newPath,
                target: target, handle: handle, name: name, message: message)
            state.showLast()
        }
    }

    /// Adds a name under which records can say that something acted that is no rule; gives its
    /// index, or nil when there are too many.
    public func addRuleName(_ name: String) -> Int? {
        state.withLock { state in
            guard state.ruleNames.count < Int(UInt16.max) else { return nil }
            state.ruleNames.append(name)
            state.lines.ruleNames = state.ruleNames
            return state.ruleNames.count - 1
        }
    }

    /// Adds a line that a rule writes; at most 4,096 bytes of the text are kept.
    ///
    /// It is a line of kind `log`, not a record of an event: no expectation counts it.
    public func log(_ text: [UInt8], _ event: Event, rules: RuleList, nanoseconds: UInt64) {
        var record = JournalRecord(
            kind: event.kind, connection: event.connection, startNanoseconds: nanoseconds)
        record.isLog = true
        record.session = event.session
        record.rules = rules
        let user = Array(event.user.utf8)
        append(
            record, user: user.isEmpty ? nil : user.span.bytes, message: text.span.bytes)
    }

    /// The records of events in memory, oldest first.
    public var entries: [JournalEntry] {
        state.withLock { state in
            var entries: [JournalEntry] = []
            state.ring.forEach { stored, bytes in
                guard !stored.record.isLog else { return }
                entries.append(JournalEntry(stored, bytes, ruleNames: state.ruleNames))
            }
            return entries
        }
    }

    /// How many records there were of each kind and status.
    public var counts: JournalCounts {
        state.withLock { state in
            var counts = state.counts
            counts.dropped = state.ring.droppedCount
            return counts
        }
    }

    /// The records in memory as JSON Lines: a `start` line, a `dropped` line when older records
    /// are gone, and a line per record.
    public var lines: [UInt8] {
        state.withLock { allLines($0).bytes }
    }

    /// From now on passes every record to `sink` as lines of JSON, about 64 KiB at a time.
    ///
    /// Begins with the `start` line and the records in memory; nothing that comes after is
    /// dropped. The sink is called while the journal is locked; nil ends it without a flush.
    public func setSink(_ sink: Sink?) {
        state.withLock { state in
            state.sink = sink
            state.lines =
                sink == nil ? JournalLineWriter(ruleNames: state.ruleNames) : allLines(state)
        }
    }

    /// Passes what is waiting to the sink.
    public func flush() {
        state.withLock { $0.flush() }
    }

    /// Judges the expectations as things stand, with what the journal cannot know, and says of
    /// rules that never acted what came closest.
    public func report(_ facts: VerificationFacts) -> VerificationReport {
        var facts = facts
        let idle = rules.indices.filter { facts.firings(of: $0) == 0 }
        if !idle.isEmpty { facts.idleRules = replay.closest(to: idle) }
        let verdicts = state.withLock { $0.verification.judge(facts) }
        return VerificationReport(expectations: verdicts, rules: rules, facts: facts)
    }

    /// What each rule made of a record; nil when it is not, or no longer, in memory.
    public func explanation(of number: UInt64) -> RecordExplanation? {
        replay.explanation(of: number)
    }

    private var replay: JournalReplay {
        JournalReplay(
            rules: rules, machines: machines, seed: seed, entries: entries,
            dropped: counts.dropped)
    }

    private func allLines(_ state: JournalState) -> JournalLineWriter {
        var writer = JournalLineWriter(ruleNames: state.ruleNames)
        writer.writeStart(scenario: scenarioName, seed: seed)
        if state.ring.droppedCount > 0 { writer.writeDropped(state.ring.droppedCount) }
        state.ring.forEach { stored, bytes in writer.write(stored, bytes) }
        return writer
    }
}
