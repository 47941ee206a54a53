/// Which rules are tried on which (kind, phase), in which order.
///
/// Deciding an event costs the rules listed for it, however many others there are; of many that
/// ask for a path, it costs those whose pattern the path meets.
struct CandidateIndex: Sendable {
    private var lists: [[Int]]
    private var filters: [PathFilter] = []
    /// For each list its filter, nil when there is none.
    private var filterIndexes: [Int?]
    /// For each list of too few rules for a filter their patterns, if all have one.
    private var fewPatterns: [[BytePattern]?]

    init(_ rules: [Rule]) {
        lists = Array(repeating: [], count: EventKind.allCases.count * 2)
        filterIndexes = Array(repeating: nil, count: lists.count)
        fewPatterns = Array(repeating: nil, count: lists.count)
        // `sorted` is stable, so rules of one priority stay in the order of the file.
        let order = rules.indices.sorted { rules[$0].priority > rules[$1].priority }
        for rule in order {
            for kind in Set(rules[rule].events) {
                lists[kind.index * 2 + rules[rule].phase.index].append(rule)
            }
        }
        for (index, list) in lists.enumerated() where list.count < PathFilter.leastPatterns {
            let patterns = list.compactMap { rules[$0].condition.requiredPath }
            if patterns.count == list.count { fewPatterns[index] = patterns }
        }
        // Rules on several events give the same list several times.
        var known: [[Int]: Int] = [:]
        for (index, list) in lists.enumerated() where list.count >= PathFilter.leastPatterns {
            if let filter = known[list] {
                filterIndexes[index] = filter
            } else if let filter = PathFilter(list, of: rules) {
                known[list] = filters.count
                filterIndexes[index] = filters.count
                filters.append(filter)
            }
        }
    }

    /// The rules to try for an event, first to last.
    func rules(for kind: EventKind, _ phase: EventPhase) -> [Int] {
        lists[kind.index * 2 + phase.index]
    }

    /// Whether all rules on a kind of event, in either phase, ask for a path, so that its path
    /// alone may tell that none of them acts.
    func asksForPath(_ kind: EventKind) -> Bool {
        (0...1).allSatisfy { phase in
            let index = kind.index * 2 + phase
            return fewPatterns[index] != nil
                || filterIndexes[index].map { filters[$0].others.isEmpty } ?? false
        }
    }

    /// Whether a rule on such a kind of event, in either phase, can be met with this path.
    mutating func isMet(_ kind: EventKind, path: Span<UInt8>, _ machine: inout PatternMachine)
        -> Bool
    {
        isMet(kind.index * 2, path, &machine) || isMet(kind.index * 2 + 1, path, &machine)
    }

    private mutating func isMet(
        _ index: Int, _ path: Span<UInt8>, _ machine: inout PatternMachine
    ) -> Bool {
        if let patterns = fewPatterns[index] {
            for pattern in patterns where pattern.matches(path, &machine) { return true }
            return false
        }
        guard let filter = filterIndexes[index], !filters[filter].isExhausted else { return true }
        return filters[filter].meets(path)
    }

    /// The rules whose condition an event can meet; nil when there are none.
    mutating func candidates(for event: Event) -> Candidates? {
        let index = event.kind.index * 2 + event.phase.index
        guard let filter = filterIndexes[index], !filters[filter].isExhausted else {
            return Candidates(lists[index])
        }
        let met = event.path.map { filters[filter].positions(for: $0.span) } ?? []
        if met.isEmpty && filters[filter].others.isEmpty { return nil }
        return Candidates(lists[index], met: met, others: filters[filter].others)
    }
}

/// Rules to be tried, first to last.
struct Candidates: IteratorProtocol {
    private let list: [Int]
    /// Positions in the list, in order; what is in one is not in the other.
    private let met: [Int]
    private let others: [Int]
    private let hasPositions: Bool
    private var left = 0
    private var right = 0

    /// All of a list.
    init(_ list: [Int]) {
        self.list = list
        met = []
        others = []
        hasPositions = false
    }

    /// Those at some positions of a list.
    init(_ list: [Int], met: [Int], others: [Int]) {
        self.list = list
        self.met = met
        self.others = others
        hasPositions = true
    }

    mutating func next() -> Int? {
        guard hasPositions else {
            guard left < list.count else { return nil }
            defer { left += 1 }
            return list[left]
        }
        if left < met.count, right == others.count || met[left] < others[right] {
            defer { left += 1 }
            return list[met[left]]
        }
        guard right < others.count else { return nil }
        defer { right += 1 }
        return list[others[right]]
    }
}
