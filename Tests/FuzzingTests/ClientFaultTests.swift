import Fuzzing
import SFTPWire
import Scenario
import StrictJSON
import Testing

struct ClientFaultTests {
    /// A client that asks for everything.
    private static let everything = ClientProfile(
        version: 3,
        counts: Dictionary(
            uniqueKeysWithValues: [
                "init", "fileOpen", "fileRead", "fileWrite", "fileClose", "fileRemove",
                "fileRename", "dirCreate", "dirRemove", "dirList", "dirRead", "getAttributes",
                "setAttributes", "resolvePath", "linkRead", "linkCreate", "extended",
            ].map { ($0, 10) }))

    private func complaints(_ scenario: ClientScenario) -> [String] {
        let source = SourceText(name: "drawn.json", text: scenario.text)
        return ScenarioLoader.load(files: [source]).diagnostics
            .filter { $0.severity == .error }.map { $0.render() }
    }

    @Test func `every scenario that is drawn is a scenario`() {
        let drawing = FaultDrawing(profile: Self.everything, seed: 1)
        var kinds: Set<String> = []
        var wrong: [String] = []
        for run in UInt64(0)..<600 {
            var scenario = ClientScenario(drawing.faults(run: run))
            scenario.idle = "2s"
            wrong += complaints(scenario)
            kinds.formUnion(scenario.kinds)
        }
        #expect(wrong == [])
        #expect(kinds.count > 200, "only \(kinds.count) kinds of faults were drawn")
    }

    @Test func `the same seed draws the same, another seed something else`() {
        let texts = [UInt64(7), 7, 8].map { seed in
            let drawing = FaultDrawing(profile: Self.everything, seed: seed)
            return (UInt64(0)..<50).map { ClientScenario(drawing.faults(run: $0)).text }
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0] != texts[2])
    }

    @Test func `faults are drawn only where the client comes by`() {
        let profile = ClientProfile(version: 3, counts: ["init": 1, "fileRead": 3])
        let drawing = FaultDrawing(profile: profile, seed: 3)
        for run in UInt64(0)..<300 {
            for fault in drawing.faults(run: run) {
                #expect(fault.kind.hasSuffix(" at fileRead") || fault.kind.hasSuffix(" at init"))
            }
        }
    }

    @Test func `what is known to break a client is drawn less often`() {
        let profile = ClientProfile(version: 3, counts: ["fileRead": 3])
        let drawing = FaultDrawing(profile: profile, seed: 3)
        func share(_ known: [Set<String>]) -> Int {
            (UInt64(0)..<500).count { run in
                drawing.faults(run: run, avoiding: known).contains { $0.kind == "drop at fileRead" }
            }
        }
        let usual = share([])
        #expect(usual > 10)
        #expect(share([["drop at fileRead"]]) < usual / 2)
    }

    @Test func `a lie is known again by the name of its rule`() throws {
        let drawing = FaultDrawing(profile: Self.everything, seed: 5)
        for run in UInt64(0)..<300 {
            let scenario = ClientScenario(drawing.faults(run: run))
            let parts = ClientScenario.parts(of: SourceText(name: "s.json", text: scenario.text))
            #expect(parts.isLie == scenario.isLie, "\(scenario.kinds)")
            #expect(!parts.withoutRules.contains("rules"))
        }
    }

    @Test func `reduction comes to the one rule, key and value that matter`() {
        let faults = [
            ClientFault(
                kind: "delay at fileRead", rules: [["on": "fileRead", "do": ["delay": "1ms"]]]),
            ClientFault(
                kind: "frame at dirRead",
                rules: [
                    [
                        "on": "dirRead", "skip": 3, "times": 2, "continue": true,
                        "do": ["frame": ["append": ["hex": "00010203040506"], "length": 5_000]],
                    ]
                ]),
        ]
        // Stands for a client that breaks on any length above 1000 in a listing.
        func isBad(_ faults: [ClientFault]) -> Bool {
            let text = ClientScenario(faults).text
            guard complaints(ClientScenario(faults)).isEmpty, text.contains("dirRead") else {
                return false
            }
            return text.firstMatch(of: /"length": (\d+)/).map { (Int($0.1) ?? 0) > 1_000 } ?? false
        }
        var best = faults
        while let smaller = FaultReduction.candidates(best).first(where: isBad) { best = smaller }
        #expect(best.map(\.kind) == ["frame at dirRead"])
        #expect(
            best.first?.rules.map { $0.text() }
                == [#"{"on":"dirRead","times":1,"do":{"frame":{"length":1250}}}"#])
    }
}
