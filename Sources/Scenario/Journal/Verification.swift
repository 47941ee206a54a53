/// Watches expectations while records are made, in bounded memory.
struct Verification: Sendable {
    /// The kinds (in the after phase) some expectation looks at.
    private(set) var interest = EventInterest()

    private let expectations: [JournalExpectation]
    private var progress: [ExpectationProgress]
    private var context = MatchContext(states: StateTable([]))

    /// Makes the state at the start of a run.
    init(_ expectations: [JournalExpectation], rules: [Rule]) {
        self.expectations = expectations
        progress = expectations.map { ExpectationProgress($0) }
        for watched in progress {
            for kind in watched.kinds(rules) { interest.insert(kind, .after) }
        }
    }

    /// Shows a record to all expectations.
    mutating func add(_ entry: JournalEntry) {
        let event = entry.event
        for index in progress.indices {
            progress[index].add(entry, event, &context)
        }
    }

    /// Judges all expectations as things stand.
    func judge(_ facts: VerificationFacts) -> [VerificationReport.Verdict] {
        expectations.indices.map { index in
            let failure = progress[index].failure(facts, file: facts.files[index])
            return VerificationReport.Verdict(
                index: index, text: expectations[index].text, failure: failure)
        }
    }
}

/// What a report needs beside the journal.
public struct VerificationFacts: Sendable {
    /// How often each rule acted, from the engine.
    public var firings: [UInt64]
    /// Handles open now on connections that are still there.
    public var openHandles: Int
    /// What is wrong with the files some expectations ask for, by the expectation's index.
    public var files: [Int: VerificationReport.Failure]
    /// Why rules did not act, by their index.
    public var idleRules: [Int: [String]]

    /// Makes facts.
    public init(
        firings: [UInt64] = [], openHandles: Int = 0,
        files: [Int: VerificationReport.Failure] = [:], idleRules: [Int: [String]] = [:]
    ) {
        self.firings = firings
        self.openHandles = openHandles
        self.files = files
        self.idleRules = idleRules
    }

    /// How often a rule acted.
    func firings(of rule: Int) -> UInt64 {
        firings.indices.contains(rule) ? firings[rule] : 0
    }
}
