import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

/// What actions on replies come to, where no byte of a reply shows it.
struct ReplyActionTests {
    private func effects(_ action: String, on event: String = "fileRead") throws -> [Effect] {
        let text = """
            {"version": 1, "rules": [{"name": "r", "on": "\(event)", "do": {\(action)}}]}
            """
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "", text: text)])
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario?.rules.first).effects
    }

    static let table: [(action: String, effect: ReplyEffect)] = [
        (
            #""hold": {"replies": 3}"#,
            .hold(ReplyHold(end: .replies(3), limitNanoseconds: 10_000_000_000))
        ),
        (
            #""hold": {"event": "fileClose", "atMost": "1ms"}"#,
            .hold(ReplyHold(end: .event(.fileClose), limitNanoseconds: 1_000_000))
        ),
        (
            #""hold": {"rule": "r"}"#,
            .hold(ReplyHold(end: .rule(0), limitNanoseconds: 10_000_000_000))
        ),
        (
            #""reorder": "shuffled""#,
            .reorder(ReplyOrder(window: 4, order: .shuffled, limitNanoseconds: 100_000_000))
        ),
        (
            #""reorder": {"window": 2, "within": "1m"}"#,
            .reorder(ReplyOrder(window: 2, order: .reversed, limitNanoseconds: 60_000_000_000))
        ),
        (
            #""delay": {"uniform": {"from": "1ms", "to": "2ms"}}"#,
            .delay(.uniform(1_000_000...2_000_000), holdsSession: true)
        ),
        (
            #""delay": {"logNormal": {"median": "1ms"}, "holds": "reply"}"#,
            .delay(
                .logNormal(median: 1_000_000, sigma: 0.5, limit: 60_000_000_000),
                holdsSession: false)
        ),
        (
            #""frame": {"pieces": {"at": ["1B", "1KiB"], "pause": "5ms"}}"#,
            .frame(
                FrameEdit(
                    pieces: .init(cut: .at([1, 1024]), pauseNanoseconds: 5_000_000)))
        ),
    ]

    @Test(arguments: table.indices)
    func `an action on a reply becomes an effect`(index: Int) throws {
        let (action, effect) = Self.table[index]
        #expect(try effects(action) == [.reply(effect)])
    }

    @Test func `texts take placeholders`() throws {
        let preamble = try effects(#""preamble": "Hello ${user}!""#, on: "init")
        var event = Event(kind: .`init`, phase: .before, connection: 1)
        event.user = "eve"
        let values = TemplateValues(event)
        #expect(preamble.map { $0.filled(values) } == [.reply(.preamble("Hello eve!"))])
    }
}
