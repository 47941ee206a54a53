/// Which rules look at which (kind, phase), in the order they are tried.
///
/// Deciding an event costs the rules listed for it, however many others there are.
struct CandidateIndex: Sendable {
    private var lists: [[Int]]

    init(_ rules: [Rule]) {
        lists = Array(repeating: [], count: EventKind.allCases.count * 2)
        // `sorted` is stable, so rules of one priority stay in the order of the file.
        let order = rules.indices.sorted { rules[$0].priority > rules[$1].priority }
        for rule in order {
            for kind in Set(rules[rule].events) {
                lists[kind.index * 2 + rules[rule].phase.index].append(rule)
            }
        }
    }

    /// The rules to try for an event, first to last.
    func rules(for kind: EventKind, _ phase: EventPhase) -> [Int] {
        lists[kind.index * 2 + phase.index]
    }
}
