import SFTPWire
import StrictJSON
import Testing

@testable import Scenario

/// The actions on files, limits and habits, and what `server` says of them.
struct FileActionTests {
    private static func limits(_ fill: (inout LimitSpec) -> Void) -> LimitSpec {
        var limits = LimitSpec()
        fill(&limits)
        return limits
    }

    private static func quirks(_ fill: (inout QuirkSpec) -> Void) -> QuirkSpec {
        var quirks = QuirkSpec()
        fill(&quirks)
        return quirks
    }

    private static let failure = StatusReplacement(code: .failure)

    private static let actions: [(action: String, effects: [FileEffect])] = [
        (#""files": {"remove": true}"#, [.steps([FileStep(.remove)])]),
        (
            #""files": {"move": "/done/", "path": "/a", "after": "1ms"}"#,
            [.steps([FileStep(.move("/done/"), path: "/a", delayNanoseconds: 1_000_000)])]
        ),
        (
            #""files": [{"create": {"hex": "0102"}}, {"append": "1KiB"}, {"resize": "0B"}]"#,
            [
                .steps([
                    FileStep(.create(.bytes(TemplateText([1, 2])))),
                    FileStep(.append(.zeros(1024))),
                    FileStep(.resize(0)),
                ])
            ]
        ),
        (
            #""files": [{"directory": true}, {"symlink": "x"}, {"set": {"mode": "0400"}}]"#,
            [
                .steps([
                    FileStep(.makeDirectory), FileStep(.symlink("x")),
                    FileStep(.set(FileAttributes(permissions: 0o400))),
                ])
            ]
        ),
        (#""files": {"hold": true}"#, [.steps([FileStep(.hold)])]),
        (#""limits": "none""#, [.limits(nil)]),
        (
            #""limits": {"openHandles": {"count": 2, "status": "FAILURE"}, "read": "1KiB"}"#,
            [
                .limits(
                    limits {
                        $0.openHandles = HandleLimit(count: 2, status: failure)
                        $0.read = BlockLimit(size: 1024)
                    })
            ]
        ),
        (
            #""limits": {"packet": {"size": "9B", "connection": "reset"}, "requests": 5}"#,
            [
                .limits(
                    limits {
                        $0.packet = PacketLimit(size: 9, breach: .connection(.reset))
                        $0.requests = RateLimit(perSecond: 5, burst: 5)
                    })
            ]
        ),
        (
            #""limits": {"handleLife": {"for": "2s", "uses": 3}, "idle": "1s"}"#,
            [
                .limits(
                    limits {
                        $0.handleLife = HandleLifeLimit(nanoseconds: 2_000_000_000, uses: 3)
                        $0.idle = IdleLimit(nanoseconds: 1_000_000_000)
                    })
            ]
        ),
        (
            #""quirks": {"writes": "sequential", "outOfOrder": 4, "appendFlag": "ignored"}"#,
            [
                .quirks(
                    quirks {
                        $0.writes = .sequential
                        $0.outOfOrder = failure
                        $0.appendFlag = .ignored
                    })
            ]
        ),
    ]

    @Test(arguments: actions.indices)
    func `actions on files, limits and habits have these effects`(index: Int) throws {
        let (action, effects) = Self.actions[index]
        let scenario = try load(
            #"{"version": 1, "rules": [{"on": "fileOpen", "do": {\#(action)}}]}"#)
        #expect(scenario.rules.first?.effects == effects.map { .files($0) })
    }

    @Test(arguments: [
        (#"{"bytes": "10B"}"#, BlockPart.bytes(10)), (#"{"share": 0.25}"#, .share(0.25)),
    ])
    func `effect stores a part of a block`(part: String, expected: BlockPart) throws {
        let scenario = try load(
            #"{"version": 1, "rules": [{"on": "fileWrite", "do": {"effect": \#(part)}}]}"#)
        #expect(scenario.rules.first?.effects == [.files(.writePart(expected))])
    }

    @Test func `settings of a later file go before those of an earlier one, key by key`() throws {
        let scenario = try load(
            #"""
            {"version": 1, "server": {"limits": {"openHandles": 1, "read": "1B"},
              "quirks": {"writes": "appended", "fileNames": "insensitive"}}}
            """#,
            #"""
            {"version": 1, "server": {"limits": {"openHandles": 2, "connections": 3},
              "quirks": {"writes": "anywhere"}, "readOnly": ["/pub"]},
             "users": [{"name": "a", "limits": {"connections": 1}, "readOnly": true}]}
            """#)
        #expect(
            scenario.server.limits
                == Self.limits {
                    $0.openHandles = HandleLimit(count: 2)
                    $0.read = BlockLimit(size: 1)
                    $0.connections = ConnectionLimit(count: 3)
                })
        #expect(
            scenario.server.quirks
                == Self.quirks {
                    $0.writes = .anywhere
                    $0.fileNames = .insensitive
                })
        #expect(!scenario.server.isReadOnly)
        #expect(scenario.server.readOnly.covers(Array("/pub/x/y".utf8)))
        #expect(!scenario.server.readOnly.covers(Array("/public".utf8)))
        #expect(scenario.users.first?.readOnly == .everything)
        #expect(scenario.users.first?.limits.connections == ConnectionLimit(count: 1))
    }

    @Test(arguments: [
        (#""64KiB/s""#, FileGrowth(bytesPerSecond: 65_536, mostBytes: 1 << 30)),
        (#"{"rate": "1.5kB/s", "by": "3B"}"#, FileGrowth(bytesPerSecond: 1_500, mostBytes: 3)),
    ])
    func `files grow at a rate, up to a size`(grows: String, expected: FileGrowth) throws {
        let scenario = try load(
            #"{"version": 1, "files": {"/a": {"text": "", "grows": \#(grows)}}}"#)
        #expect(scenario.files.first?.growth == expected)
    }

    private func load(_ texts: String...) throws -> Scenario {
        let sources = texts.enumerated().map { SourceText(name: "\($0).json", text: $1) }
        let (scenario, diagnostics) = ScenarioLoader.load(files: sources)
        #expect(diagnostics.map(\.headline) == [])
        return try #require(scenario)
    }
}
