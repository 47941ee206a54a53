import SFTPWire
import Testing

@testable import Scenario

/// Events that are not made because their path says that no rule acts.
struct DecidedByPathTests {
    private func rule(
        _ glob: String, _ kind: EventKind = .fileRead, phase: EventPhase = .before
    ) throws -> Rule {
        var rule = Rule(
            name: glob, events: [kind], condition: .path(try BytePattern(glob: glob)))
        rule.phase = phase
        return rule
    }

    private func isDecided(_ kind: EventKind, by rules: [Rule]) -> Bool {
        let kinds = ScenarioEngine(rules: rules).decidedByPath
        #expect(kinds.contains(kind, .before) == kinds.contains(kind, .after))
        return kinds.contains(kind, .before)
    }

    private func mayAct(_ rules: [Rule], _ path: String) -> Bool {
        var engine = ScenarioEngine(rules: rules)
        return engine.mayAct(on: .fileRead, path: Array(path.utf8).span)
    }

    @Test func `the path decides while every rule on the event asks for one`() throws {
        let few = try (0..<3).map { try rule("/\($0)/**") }
        let many = try (0..<30).map { try rule("/\($0)/**", phase: .after) }
        let other = Rule(name: "other", events: [.fileWrite])
        let any = Rule(name: "any", events: [.fileRead])
        for rules in [few, many, few + many, few + [other]] {
            #expect(isDecided(.fileRead, by: rules))
            #expect(mayAct(rules, "/2/x"))
            #expect(!mayAct(rules, "/x/2"))
            // An event without a path meets no pattern.
            #expect(!mayAct(rules, ""))
        }
        #expect(!isDecided(.fileRead, by: few + [any]))
        #expect(!isDecided(.fileRead, by: many + [any]))
        let negated = Rule(
            name: "not", events: [.fileRead], condition: .not(.path(try BytePattern(glob: "/a"))))
        #expect(!isDecided(.fileRead, by: few + [negated]))
    }

    @Test func `rules of both phases are looked at`() throws {
        let rules = [try rule("/before"), try rule("/after", phase: .after)]
        #expect(mayAct(rules, "/before"))
        #expect(mayAct(rules, "/after"))
        #expect(!mayAct(rules, "/neither"))
    }

    @Test func `what ends something, and what is counted, is always heard of`() throws {
        #expect(!isDecided(.fileClose, by: [try rule("/a", .fileClose)]))
        var counting = try rule("/a", .fileWrite)
        counting.condition = .all([
            counting.condition, .number(.bytesWritten(.path), NumberMatcher(above: 5)),
        ])
        #expect(!isDecided(.fileRead, by: [try rule("/a"), counting]))
    }

    @Test func `a filter that has given up lets everything through`() throws {
        // Each combination of what was seen in the last bytes is a state of its own.
        let wide = try rule("*a" + String(repeating: "?", count: 12))
        let rules = try [wide] + (0..<PathFilter.leastPatterns).map { try rule("/\($0)") }
        var engine = ScenarioEngine(rules: rules)
        var random = SeededRandom(seed: 3)
        let other: [UInt8] = [0x2f]
        var hasGivenUp = false
        for round in 0..<3000 where !hasGivenUp {
            let path = (0..<200).map { _ in UInt8(ascii: "a") + UInt8(random.next() & 1) }
            let mayAct = engine.mayAct(on: .fileRead, path: path.span)
            // The path that meets nothing is asked about now and then: it is let through at last.
            guard round % 50 == 0 else { continue }
            #expect(mayAct || engine.decide(event(.fileRead) { $0.path = path }) == nil)
            hasGivenUp = engine.mayAct(on: .fileRead, path: other.span)
        }
        #expect(hasGivenUp)
    }
}
