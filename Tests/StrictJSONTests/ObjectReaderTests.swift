import StrictJSON
import Testing

/// An action as a scenario has them, with one key of each presence.
private struct Delay: Equatable, Sendable {
    static let duration = Key(
        "duration", .duration, required: true, alsoKnownAs: ["delayMs"],
        "How long the answer waits.")
    static let jitter = DefaultedKey("jitter", .duration, default: 0, "How much that varies.")
    static let times = Key("times", Kind<Int>.integer(1...5), "How often at most.")
    static let keys: [any KeyDescriptor] = [duration, jitter, times]

    static let kind = Kind<Delay>.object("action \"delay\"", keys) { reader in
        let duration = reader.read(Self.duration)
        let jitter = reader.read(Self.jitter)
        // With no jitter there is nothing to repeat.
        let times = jitter > 0 ? reader.read(Self.times) : nil
        guard let duration else { return nil }
        if jitter > duration {
            reader.warning("jitter above duration", at: Self.jitter)
        }
        return Delay(duration: duration, jitter: jitter, times: times)
    }

    let duration: UInt64
    let jitter: UInt64
    let times: Int?
}

struct ObjectReaderTests {
    @Test func `keys are read by their kinds, and defaults hold for absent ones`() {
        let (value, problems) = Delay.kind.reading(
            #"{"times": 2, "duration": "2s", "jitter": "1s"}"#)
        #expect(value == Delay(duration: 2_000_000_000, jitter: 1_000_000_000, times: 2))
        #expect(problems == [])
        #expect(
            Delay.kind.reading(#"{"duration": "1ns"}"#).value
                == Delay(duration: 1, jitter: 0, times: nil))
    }

    @Test func `all problems of an object are reported in one run`() {
        let source = SourceText(
            name: "file.json",
            text: """
                {
                  "durtion": "2s",
                  "jitter": 3,
                  "colour": null,
                  "jitter": "1s"
                }
                """)
        let diagnostics = Diagnostics()
        #expect(Delay.kind.read(source, into: diagnostics) == nil)
        let expected = """
            file.json:2:3: error: unknown key "durtion" in action "delay"; did you mean "duration"?
              "durtion": "2s",
              ^~~~~~~~~
            at /durtion

            file.json:3:13: error: a duration needs a unit, as in "250ms", "2s" or "1m"; \
            found the number 3
              "jitter": 3,
                        ^
            at /jitter

            file.json:4:3: error: unknown key "colour" in action "delay"
              "colour": null,
              ^~~~~~~~
            at /colour

            file.json:5:3: error: duplicate key "jitter"; first on line 3
              "jitter": "1s"
              ^~~~~~~~
            at /jitter
            """
        #expect(diagnostics.render() == expected)
    }

    @Test(arguments: [
        ("{}", "1:1: error: missing key \"duration\" in action \"delay\""),
        (
            #"{"delayMs": 250}"#,
            "1:2: error: unknown key \"delayMs\" in action \"delay\"; did you mean \"duration\"?"
        ),
        (
            #"{"duration": "1s", "jiter": "1s"}"#,
            "1:20: error: unknown key \"jiter\" in action \"delay\"; did you mean \"jitter\"?"
        ),
        (
            // What stands there already was not meant.
            #"{"duration": "1s", "duratio": "1s"}"#,
            "1:20: error: unknown key \"duratio\" in action \"delay\""
        ),
        (
            #"{"duration": "1s", "times": 2}"#,
            "1:20: error: key \"times\" in action \"delay\" has no effect here"
        ),
        (
            #"{"duration": "1s", "jitter": "2s"}"#, "1:30: warning: jitter above duration"
        ),
        ("[]", "1:1: error: expected an object for action \"delay\", found an array"),
    ])
    func `each kind of mistake has its message`(text: String, headline: String) {
        #expect(Delay.kind.reading(text).problems == ["f:" + headline])
    }

    @Test func `a long or hostile key is cut in messages`() {
        let key = String(repeating: "k", count: 5000) + "\\u001b[31m"
        let (_, problems) = Delay.kind.reading("{\"duration\": \"1s\", \"\(key)\": 0}")
        let shown = String(repeating: "k", count: 60) + "…"
        #expect(problems == ["f:1:20: error: unknown key \"\(shown)\" in action \"delay\""])
    }

    @Test func `the schema has every key with its sentence`() {
        let expected = """
            {
              "type": "object",
              "properties": {
                "duration": {
                  "type": "string",
                  "pattern": "^[0-9]+(\\\\.[0-9]+)?(ns|us|ms|s|m|h)$",
                  "description": "How long the answer waits."
                },
                "jitter": {
                  "type": "string",
                  "pattern": "^[0-9]+(\\\\.[0-9]+)?(ns|us|ms|s|m|h)$",
                  "description": "How much that varies.",
                  "default": "0s"
                },
                "times": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 5,
                  "description": "How often at most."
                }
              },
              "required": [
                "duration"
              ],
              "additionalProperties": false
            }
            """
        var definitions = SchemaDefinitions()
        #expect(Delay.kind.schema(&definitions).text(.pretty) == expected)
    }
}
