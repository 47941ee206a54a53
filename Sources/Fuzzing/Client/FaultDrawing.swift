import SFTPWire
import StrictJSON

/// Draws what goes wrong in each run against a client; the same seed draws the same.
public struct FaultDrawing: Sendable {
    private let profile: ClientProfile
    private let random: SeededRandom
    private let templates: [FaultTemplate]

    /// Prepares drawing for a client that asks for what `profile` says.
    public init(profile: ClientProfile, seed: UInt64) {
        self.profile = profile
        random = SeededRandom(seed: seed)
        templates = FaultCatalog.all.filter { !Self.events(of: $0, in: profile).isEmpty }
    }

    /// The faults of a run: one to three of different kinds.
    ///
    /// - Parameter known: kinds that are known to break the client together. Of the runs that
    ///   have all of them three in four are drawn anew: what else is wrong must show, too.
    public func faults(run: UInt64, avoiding known: [Set<String>] = []) -> [ClientFault] {
        var random = random.branch(run)
        for _ in 0..<16 {
            let drawn = draw(run: run, &random)
            let kinds = Set(drawn.map(\.kind))
            let isKnown = known.contains { $0.isSubset(of: kinds) }
            if !isKnown || random.next(below: 4) == 0 { return drawn }
        }
        return draw(run: run, &random)
    }

    private func draw(run: UInt64, _ random: inout SeededRandom) -> [ClientFault] {
        let choice = random.next(below: 10)
        let count = choice < 5 ? 1 : choice < 8 ? 2 : 3
        var faults: [ClientFault] = []
        for _ in 0..<count {
            guard let fault = fault(run: run, &random),
                !faults.contains(where: { $0.kind == fault.kind })
            else { continue }
            faults.append(fault)
        }
        // Without it the first rule of an event would keep the others from acting.
        for index in faults.indices.dropLast() {
            faults[index].rules = faults[index].rules.map { $0.adding("continue", true) }
        }
        return faults
    }

    private func fault(run: UInt64, _ random: inout SeededRandom) -> ClientFault? {
        let sum = templates.reduce(0) { $0 + $1.weight }
        var place = random.next(below: sum)
        for template in templates {
            place -= template.weight
            guard place < 0 else { continue }
            let events = Self.events(of: template, in: profile)
            let event = events[random.next(below: events.count)]
            var values = FaultValues(
                random: SeededRandom(seed: random.next()), event: event,
                version: profile.version, run: run)
            let drawn = template.draw(&values)
            return ClientFault(
                kind: "\(template.name) at \(event)",
                rules: rules(of: drawn, template, event, &values), isLie: template.isLie)
        }
        return nil
    }

    /// A template gives the members of `do`, or whole rules where one is not enough.
    private func rules(
        of drawn: JSONValue, _ template: FaultTemplate, _ event: String,
        _ values: inout FaultValues
    ) -> [JSONValue] {
        if case .array(let rules) = drawn { return rules }
        let count = profile.count(of: event)
        var rule: [(key: String, value: JSONValue)] = [("on", .string(event))]
        let skip = values.once(in: 2) ? 0 : values.random.next(below: min(count, 64))
        if skip > 0 { rule.append(("skip", .integer(skip))) }
        let times = [1, 1, 2, 5, nil][values.random.next(below: 5)]
        // A client that goes on reading what has no end is not to blame.
        let isEndless = ["fileRead", "dirRead"].contains(event) && !template.keepsEnd
        let most = template.most ?? (isEndless ? 5 : nil)
        if let bound = [times, most].compactMap({ $0 }).min() {
            rule.append(("times", .integer(bound)))
        }
        rule.append(("do", drawn))
        return [.object(rule)]
    }

    private static func events(of template: FaultTemplate, in profile: ClientProfile) -> [String] {
        let seen = profile.counts.map(\.event)
        guard let wanted = template.events else { return seen.filter { $0 != "init" } }
        return seen.filter { wanted.contains($0) }
    }
}

extension JSONValue {
    /// The object with one more member in front of its last, which is the longest in a rule.
    func adding(_ key: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members.insert((key: key, value: value), at: max(0, members.count - 1))
        return .object(members)
    }
}
