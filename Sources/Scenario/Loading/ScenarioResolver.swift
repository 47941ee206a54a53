import StrictJSON

/// Looks up the names a merged document uses and makes the scenario.
struct ScenarioResolver {
    private let document: MergedDocument
    private let diagnostics: Diagnostics
    private var machines: [StateMachine] = []
    private var machineIndexes: [String: Int] = [:]
    private var ruleIndexes: [String: Int] = [:]
    private var ruleNames: [String] = []
    private let users: [UserSpec]
    private let principals: PrincipalTable

    /// Prepares the names of machines and rules.
    init(_ document: MergedDocument, _ diagnostics: Diagnostics) {
        self.document = document
        self.diagnostics = diagnostics
        users =
            document.users?.enumerated().map { $1.spec(at: $0) } ?? [.standard]
        principals = PrincipalTable(users, others: document.principals, diagnostics)
        for machine in document.states {
            machineIndexes[machine.name] = machines.count
            machines.append(states(of: machine))
        }
        nameRules()
    }

    /// The scenario; complete only when no error was added.
    mutating func scenario() -> Scenario {
        let rules = document.rules.prefix(ScenarioLoader.ruleLimit).enumerated().map {
            rule($1, name: ruleNames[$0])
        }
        let server = document.server.spec
        if server.protocolSpec.statusCodes == .strict {
            let check = StatusCodeCheck(server.protocolSpec.versions, diagnostics)
            check.check(document.server)
            for user in document.users ?? [] { check.check(user) }
            for rule in document.rules { check.check(rule) }
        }
        // Rules that could not be read are missing here, so only a sound file is judged.
        if !diagnostics.hasErrors { checkReachability(rules) }
        return Scenario(
            name: document.name, description: document.description, source: document.source,
            seed: document.seed, server: server,
            users: users, principals: principals.spec, files: files(),
            machines: machines, rules: rules,
            expectations: document.expectations.compactMap { expectation($0) })
    }

    /// The files with their paths, parents first.
    private func files() -> [FileSpec] {
        var others: Set<String> = []
        for file in document.files where file.value.spec.content != .directory {
            others.insert(file.name)
        }
        let files = document.files.map { entry in
            var parent = entry.name[...]
            while let slash = parent.lastIndex(of: "/"), slash > parent.startIndex {
                parent = parent[..<slash]
                guard others.contains(String(parent)) else { continue }
                diagnostics.error(
                    "\(quoted(entry.name)) lies in \(quoted(String(parent))), which is no "
                        + "directory", at: entry.place)
            }
            var file = entry.value.spec
            if let owner = entry.value.owner {
                file.uid = lookUp(owner, in: principals.users.byName, "user")
            }
            if let group = entry.value.group {
                file.gid = lookUp(group, in: principals.groups.byName, "group")
            }
            file.path = Array(entry.name.utf8)
            return file
        }
        return files.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// Names the rules, those without a name by their number.
    private mutating func nameRules() {
        for (index, rule) in document.rules.enumerated() where rule.name == nil {
            ruleIndexes["rule \(index + 1)"] = index
        }
        for (index, rule) in document.rules.enumerated() {
            let name = rule.name?.text ?? "rule \(index + 1)"
            ruleNames.append(name)
            guard let place = rule.name?.place else { continue }
            if let other = ruleIndexes[name] {
                let text = quoted(name)
                diagnostics.error(
                    document.rules[other].name == nil
                        ? "\(text) is what rule number \(other + 1) is called, which has no name"
                        : "rule name \(text) is used twice", at: place)
            }
            ruleIndexes[name] = index
        }
        if document.rules.count > ScenarioLoader.ruleLimit {
            diagnostics.error(
                "more than \(ScenarioLoader.ruleLimit) rules",
                at: document.rules[ScenarioLoader.ruleLimit].place)
        }
    }

    /// All states of a machine, the initial one first: those listed, or else those rules set.
    private func states(of machine: Named<StateDocument>) -> StateMachine {
        var states = [machine.value.initial.text]
        let others =
            machine.value.states?.map(\.text)
            ?? document.rules.flatMap { rule in
                rule.actions.transitions
                    .filter { $0.machine.text == machine.name }.map(\.state.text)
            }
        for state in others where !states.contains(state) {
            states.append(state)
        }
        return StateMachine(name: machine.name, states: states, scope: machine.value.scope)
    }

    private func rule(_ rule: RuleDocument, name: String) -> Rule {
        let condition = condition(rule.condition)
        checkGroups(rule, condition)
        return Rule(
            name: name, events: rule.events, phase: rule.phase,
            condition: condition, effects: effects(rule.actions),
            assignments: rule.actions.transitions.compactMap { assignment($0, rule) },
            occurrence: rule.occurrence, continues: rule.continues, priority: rule.priority,
            isRequired: rule.isRequired)
    }

    /// Adds an error when a text asks for a group that no regular expression has.
    private func checkGroups(_ rule: RuleDocument, _ condition: Condition) {
        let asked = TemplateUse(rule.actions.effects).groups
        guard asked > 0 else { return }
        let finder = condition.pathRegex.flatMap { GroupFinder(regex: $0) }
        let count = finder?.count ?? 0
        guard asked > count else { return }
        let problem =
            finder == nil
            ? "\"path\" of the rule's \"when\" is no regular expression"
            : "the regular expression of \"path\" has \(count) group\(count == 1 ? "" : "s")"
        diagnostics.error("\"${\(asked)}\": \(problem)", at: rule.actions.place)
    }

    /// The effects, with the rules that replies are kept for looked up.
    private func effects(_ actions: ActionSet) -> [Effect] {
        actions.effects
            + actions.items.compactMap { item in
                guard let (name, limit) = item.result.heldUntil,
                    let index = index(ofRule: name)
                else { return nil }
                return .reply(.hold(ReplyHold(end: .rule(index), limitNanoseconds: limit)))
            }
    }

    private func expectation(_ expectation: ExpectationDocument) -> JournalExpectation? {
        subject(expectation.subject).map {
            JournalExpectation($0, count: expectation.count, text: expectation.text)
        }
    }

    private func subject(_ subject: ExpectationDocument.Subject) -> JournalExpectation.Subject? {
        switch subject {
        case .events(let events, let after):
            guard let after else { return .events(selector(events), after: nil) }
            return anchor(after).map { .events(selector(events), after: $0) }
        case .order(let steps): return .order(steps.map { selector($0) })
        case .rule(let name): return index(ofRule: name).map { .rule($0) }
        case .noOpenHandles: return .noOpenHandles
        case .reconnected(let limit, let name):
            return index(ofRule: name).map { .reconnected(within: limit, after: $0) }
        case .gaveUp(let limit, let name):
            return index(ofRule: name).map { .gaveUp(within: limit, after: $0) }
        case .file(let file): return .file(file)
        }
    }

    private func anchor(_ anchor: AnchorDocument) -> JournalExpectation.Anchor? {
        switch anchor {
        case .rule(let name): index(ofRule: name).map { .rule($0) }
        case .event(let event): .event(selector(event))
        }
    }

    private func selector(_ document: EventSelectorDocument) -> JournalExpectation.Selector {
        JournalExpectation.Selector(
            document.kinds, condition(document.condition), text: document.text)
    }

    private func condition(_ source: ConditionSource) -> Condition {
        switch source {
        case .leaf(_, let condition, _): condition
        case .all(let parts) where parts.count == 1: condition(parts[0])
        case .all(let parts): .all(parts.map { condition($0) })
        case .any(let parts): .any(parts.map { condition($0) })
        case .not(let part): .not(condition(part))
        case .states(let entries):
            .all(
                entries.map { entry in
                    guard let machine = index(ofMachine: entry.machine) else { return .always }
                    warnOfUnreachable(entry.states, of: machine)
                    return .state(
                        machine: machine,
                        isOneOf: entry.states.compactMap { state($0, of: machine) })
                })
        }
    }

    /// Warns of each state a rule waits for that no rule sets, which only a file that lists a
    /// machine's states can have.
    private func warnOfUnreachable(_ states: [PlacedName], of machine: Int) {
        let machine = machines[machine]
        for state in states where machine.states.dropFirst().contains(state.text) {
            let isSet = document.rules.contains { rule in
                rule.actions.transitions.contains {
                    $0.machine.text == machine.name && $0.state.text == state.text
                }
            }
            if !isSet {
                diagnostics.warning(
                    "no rule sets \(quoted(machine.name)) to \(quoted(state.text))",
                    at: state.place)
            }
        }
    }

    private func assignment(
        _ transition: StateTransition, _ rule: RuleDocument
    ) -> StateAssignment? {
        guard let machine = index(ofMachine: transition.machine),
            let state = state(transition.state, of: machine)
        else { return nil }
        return StateAssignment(machine: machine, state: state)
    }

    private func index(ofMachine name: PlacedName) -> Int? {
        lookUp(name, in: machineIndexes, "state machine")
    }

    private func index(ofRule name: PlacedName) -> Int? {
        lookUp(name, in: ruleIndexes, "rule")
    }

    private func state(_ name: PlacedName, of machine: Int) -> Int? {
        let states = machines[machine].states
        if let index = states.firstIndex(of: name.text) { return index }
        report(name, "state of \(quoted(machines[machine].name))", known: states)
        return nil
    }

    private func lookUp<Value>(
        _ name: PlacedName, in table: [String: Value], _ noun: String
    ) -> Value? {
        if let value = table[name.text] { return value }
        report(name, noun, known: table.keys.sorted())
        return nil
    }

    private func report(_ name: PlacedName, _ noun: String, known: [String]) {
        let suggestion = EditDistance.nearest(to: name.text, among: known)
        var message = "unknown \(noun) \(quoted(name.text))"
        if suggestion == nil, (1...12).contains(known.count) {
            message += "; known are " + known.map { quoted($0) }.joined(separator: ", ")
        }
        diagnostics.error(message, suggestion: suggestion, at: name.place)
    }

    /// Warns of each rule that rules tried before it always keep from being tried.
    private func checkReachability(_ rules: [Rule]) {
        let order = rules.indices.sorted { rules[$0].priority > rules[$1].priority }
        var taken: [[EventKind: Int]] = [[:], [:]]
        for index in order {
            let rule = rules[index]
            let phase = rule.phase.index
            let takers = rule.events.compactMap { taken[phase][$0] }
            if let taker = takers.first, takers.count == rule.events.count {
                diagnostics.warning(
                    "the rule can never act: rule \(quoted(rules[taker].name)) is tried first "
                        + "and always acts",
                    at: document.rules[index].name?.place ?? document.rules[index].place)
            }
            guard document.rules[index].condition.isAlways, rule.occurrence.isAlways,
                !rule.continues
            else { continue }
            for kind in rule.events where taken[phase][kind] == nil {
                taken[phase][kind] = index
            }
        }
    }

    private func quoted(_ text: String) -> String { JSONText.quoted(Array(text.utf8)) }
}
