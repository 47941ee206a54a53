/// Which placeholders the effects of a rule have; worked out once, when the engine is made.
struct TemplateUse: Sendable {
    /// Whether the effects have to be filled at all.
    let isNeeded: Bool
    /// Whether the rule's actions have to be counted although nothing else asks for it.
    let isCounted: Bool
    /// The highest number of a group, 0 without any.
    let groups: Int
    /// What of the event has to be filled in for it.
    let needs: EventNeeds

    /// Looks through effects by filling them with nothing.
    init(_ effects: [Effect]) {
        let probe = TemplateValues(Event(kind: .error, phase: .before, connection: 0))
        for effect in effects { _ = effect.filled(probe) }
        isNeeded = !probe.asked.isEmpty
        var isCounted = false
        var groups = 0
        for placeholder in probe.asked {
            switch placeholder {
            case .group(let number): groups = max(groups, number)
            case .random, .named(.count): isCounted = true
            case .named: break
            }
        }
        self.isCounted = isCounted
        self.groups = groups
        needs = probe.asked.contains(.named(.now)) ? [.wallClock] : []
    }
}

/// What it takes to fill the texts of one rule.
struct RuleTemplate: Sendable {
    /// Whether the rule's actions have to be counted.
    let isCounted: Bool
    private let finder: GroupFinder?

    /// Prepares a rule; nil when no text of it has a placeholder.
    init?(_ rule: Rule) {
        let use = TemplateUse(rule.effects)
        guard use.isNeeded else { return nil }
        isCounted = use.isCounted
        finder = use.groups == 0 ? nil : rule.condition.pathRegex.flatMap { GroupFinder(regex: $0) }
    }

    /// What the groups of the rule's regular expression take of the event's path.
    func groups(of event: Event) -> [[UInt8]?] {
        guard let finder, let path = event.path else { return [] }
        return finder.groups(in: path)
    }
}

extension Rule {
    /// All it wants to know of its events that costs to find out.
    var allNeeds: EventNeeds {
        effects.reduce(into: needs.union(condition.needs).union(TemplateUse(effects).needs)) {
            if case .flow(let effect) = $1 { $0.formUnion(effect.needs) }
        }
    }
}

extension Condition {
    /// The regular expression that every path has to meet for which the condition holds.
    var pathRegex: String? {
        switch self {
        case .path(let pattern): pattern.regex
        case .all(let parts): parts.lazy.compactMap(\.pathRegex).first
        default: nil
        }
    }
}
