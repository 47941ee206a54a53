import StrictJSON
import Testing

@testable import Scenario

struct StreamActionTests {
    private func load(_ text: String) throws -> Scenario {
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "a.json", text: text)])
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario)
    }

    /// The effects of a rule with this `do`.
    private func effects(_ action: String, on event: String = "fileRead") throws -> [Effect] {
        let scenario = try load(
            """
            {"version": 1, "rules": [{"on": "\(event)", "do": {\(action)}}]}
            """)
        return scenario.rules[0].effects
    }

    private func shape(
        rate: UInt64? = nil, latency: StreamEffect.Latency? = nil, piece: UInt64? = nil,
        pause: UInt64? = nil
    ) -> StreamEffect.Shape {
        var shape = StreamEffect.Shape()
        shape.bytesPerSecond = rate
        shape.latency = latency
        shape.pieceBytes = piece
        shape.pauseNanoseconds = pause
        return shape
    }

    @Test func `a throttle holds both ways and for good unless something else is said`() throws {
        #expect(
            try effects(#""stream": {"throttle": "64KiB"}"#)
                == [.stream(.shape(.both, shape(rate: 65_536), .always))])
        #expect(
            try effects(#""stream": {"direction": "up", "throttle": "1B", "for": "2s"}"#)
                == [.stream(.shape(.up, shape(rate: 1), .nanoseconds(2_000_000_000)))])
        #expect(
            try effects(#""stream": {"direction": "down", "slice": "7B", "forBytes": "9B"}"#)
                == [.stream(.shape(.down, shape(piece: 7, pause: 0), .bytes(9)))])
    }

    @Test(arguments: [
        (#""latency": "5ms""#, StreamEffect.Latency.fixed(5_000_000)),
        (#""latency": {"min": "1ms", "max": "9ms"}"#, .uniform(1_000_000, 9_000_000)),
        (
            #""latency": {"median": "50ms", "sigma": 0.5}"#,
            .logNormal(median: 50_000_000, sigma: 0.5)
        ),
    ])
    func `latency is a time or a distribution`(key: String, latency: StreamEffect.Latency) throws {
        #expect(
            try effects("\"stream\": {\(key)}")
                == [.stream(.shape(.both, shape(latency: latency), .always))])
    }

    @Test func `dribble is a slice of one byte`() throws {
        #expect(
            try effects(#""stream": {"dribble": "10ms"}"#)
                == [.stream(.shape(.both, shape(piece: 1, pause: 10_000_000), .always))])
    }

    @Test func `one action can shape, corrupt, insert and cut`() throws {
        #expect(
            try effects(
                #"""
                "stream": {"direction": "down", "slice": {"size": "2B", "pause": "1ms"},
                 "corrupt": {"at": "5B", "xor": {"hex": "01 02"}}, "insert": {"bytes": "x"},
                 "cutAfter": {"bytes": "9B", "end": "blackHole"}}
                """#) == [
                    .stream(.shape(.down, shape(piece: 2, pause: 1_000_000), .always)),
                    .stream(.edit(.down, at: 5, .flip([1, 2]))),
                    .stream(.edit(.down, at: 0, .insert(Array("x".utf8)))),
                    .stream(.cut(.down, afterBytes: 9, .blackHole)),
                ])
        #expect(
            try effects(#""stream": {"corrupt": "3B", "cutAfter": "4B"}"#) == [
                .stream(.edit(.both, at: 3, .flip([0xff]))),
                .stream(.cut(.both, afterBytes: 4, .reset)),
            ])
    }

    @Test func `stalls, key exchanges and messages to end on`() throws {
        #expect(
            try effects(#""stall": "reading""#) == [.stream(.stall(.up, nanoseconds: nil))])
        #expect(
            try effects(#""stall": {"what": "answering", "for": "1s"}"#)
                == [.stream(.stall(.down, nanoseconds: 1_000_000_000))])
        #expect(
            try effects(#""stall": "everything""#) == [.stream(.stall(.both, nanoseconds: nil))])
        #expect(try effects(#""rekey": "now""#) == [.stream(.rekey(afterBytes: 0))])
        #expect(
            try effects(#""rekey": {"after": "1KiB"}"#) == [.stream(.rekey(afterBytes: 1024))])
        #expect(
            try effects(#""endOnMessage": {"message": "EXT_INFO"}"#)
                == [.stream(.endOnMessage(7, .fin))])
        #expect(
            try effects(#""endOnMessage": {"message": 192, "end": "reset"}"#)
                == [.stream(.endOnMessage(192, .reset))])
    }

    @Test func `an identification is a line or more`() throws {
        var spec = IdentificationSpec()
        spec.line = Array("SSH-2.0-x".utf8)
        #expect(
            try effects(#""identification": "SSH-2.0-x""#, on: "identification")
                == [.stream(.identification(spec))])
        spec = IdentificationSpec()
        spec.linesBefore = [Array("a".utf8), [0xff]]
        spec.lineEnd = [10]
        #expect(
            try effects(
                #""identification": {"linesBefore": ["a", {"hex": "ff"}], "lineEnd": "\n"}"#,
                on: "identification") == [.stream(.identification(spec))])
    }

    @Test func `a rule adds to what the server says first`() {
        var server = IdentificationSpec()
        server.line = Array("SSH-2.0-x".utf8)
        var rule = IdentificationSpec()
        rule.linesBefore = [Array("a".utf8)]
        server.merge(rule)
        #expect(server.line == Array("SSH-2.0-x".utf8) && server.linesBefore == rule.linesBefore)
    }

    @Test func `the transport of the server is read`() throws {
        let scenario = try load(
            """
            {"version": 1,
             "server": {"identification": {"absent": true}, "rekeyAfter": "1MiB",
                        "keepAlive": "none", "idle": {"after": "5s", "end": "reset"},
                        "algorithms": {"macs": "hmac-sha1", "hostKeys": ["ssh-rsa"]}},
             "users": [{"name": "a", "throttle": "1KiB"}, {"name": "b", "throttle": {"up": "2B"}}]}
            """)
        let transport = scenario.server.transport
        #expect(transport.greeting.isAbsent)
        #expect(transport.rekeyAfterBytes == 1 << 20)
        #expect(transport.keepAlive == TransportSpec.KeepAlive.none)
        #expect(transport.idle == IdleSpec(nanoseconds: 5_000_000_000, end: .reset))
        #expect(transport.algorithms.macs == ["hmac-sha1"])
        #expect(transport.algorithms.hostKeys == ["ssh-rsa"])
        #expect(transport.algorithms.ciphers == nil)
        #expect(
            scenario.users.map(\.throttle)
                == [ThrottleSpec(up: 1024, down: 1024), ThrottleSpec(up: 2)])
    }
}
