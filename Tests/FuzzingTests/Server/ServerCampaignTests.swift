import Fuzzing
import SFTPWire
import Testing

struct ServerCampaignTests {
    /// STAT of a path of so many bytes, as a case of the corpus would bring it.
    private static func stat(pathLength: Int, id: UInt32 = 7) -> [UInt8] {
        var buffer = WireBuffer()
        let path = [UInt8](repeating: 0x61, count: pathLength)
        StatRequest(.stat, id: id, path: path.span.bytes).write(to: &buffer, version: .v3)
        return buffer.unread.array
    }

    private static func input(_ bytes: [UInt8]) -> FuzzInput {
        FuzzInput(direction: .request, version: .v3, bytes: bytes)
    }

    private static func campaign(
        _ bug: ServerBug?, seeds: [FuzzInput] = [], profile: ServerProfile = .mayExit,
        endsAtErrors: Bool = false
    ) -> ServerCampaign {
        var settings = ServerCampaign.Settings()
        settings.silence = .milliseconds(1)
        settings.profile = profile
        return ServerCampaign(settings: settings, seeds: seeds, isOver: { false }) {
            ScriptedServer(bug: bug, endsAtErrors: endsAtErrors)
        }
    }

    @Test(arguments: [(ServerProfile.answers, false), (.mayExit, false), (.mayExit, true)])
    func `a sound server gives no finding`(profile: ServerProfile, endsAtErrors: Bool) throws {
        let seeds = corpus.filter { $0.bytes.count < 4096 }.map { FuzzInput($0) }
        var campaign = Self.campaign(
            nil, seeds: seeds, profile: profile, endsAtErrors: endsAtErrors)
        try campaign.begin()
        while campaign.statistics.caseCount < 1000 { try campaign.runBatch(most: 64) }
        #expect(campaign.findings.map(\.violation.description) == [])
        #expect(campaign.statistics.replyCount > 1000)
        #expect(campaign.versions == [.v3])
    }

    @Test(arguments: ServerBug.allCases)
    func `each rule finds the bug it is for`(bug: ServerBug) throws {
        let noise = Self.stat(pathLength: 20, id: 1)
        let seed = noise + Self.stat(pathLength: 77) + noise
        var campaign = Self.campaign(bug, seeds: [Self.input(seed)])
        try campaign.begin()
        try campaign.runBatch(most: 1)
        let finding = try #require(campaign.findings.first)
        #expect(finding.violation.oracle == bug.oracle, "\(finding.violation)")
        #expect(finding.repeatCount == 3)
        // The noise is gone, and what of the path does not matter is zero.
        #expect(finding.input.bytes.count == Self.stat(pathLength: 77).count)
    }

    @Test(arguments: [ServerBug.crashes, .repeats, .garbles])
    func `mutation alone leads from a neighbour to the bug`(bug: ServerBug) throws {
        var campaign = Self.campaign(bug, seeds: [Self.input(Self.stat(pathLength: 76))])
        try campaign.begin()
        while campaign.findings.isEmpty, campaign.statistics.caseCount < 5000 {
            try campaign.runBatch(most: 64)
        }
        #expect(campaign.findings.map(\.violation.oracle).contains(bug.oracle))
    }

    @Test func `a server that ends at what is malformed breaks the profile that wants answers`()
        throws
    {
        var broken = Self.stat(pathLength: 5)
        broken[12] = 0xff
        var campaign = Self.campaign(
            nil, seeds: [Self.input(broken)], profile: .answers, endsAtErrors: true)
        try campaign.begin()
        try campaign.runBatch(most: 1)
        #expect(campaign.findings.map(\.violation.oracle) == [.exit])
    }

    @Test func `the same finding is counted, not kept twice`() throws {
        let seeds = [Self.stat(pathLength: 77), Self.stat(pathLength: 77, id: 9)].map(Self.input)
        var campaign = Self.campaign(.agrees, seeds: seeds)
        try campaign.begin()
        try campaign.runBatch(most: 1)
        try campaign.runBatch(most: 1)
        #expect(campaign.findings.map(\.count) == [2])
    }

    @Test func `the same seed sends the same cases`() throws {
        func statistics() throws -> ServerCampaign.Statistics {
            var campaign = Self.campaign(nil)
            try campaign.begin()
            while campaign.statistics.caseCount < 300 { try campaign.runBatch(most: 64) }
            return campaign.statistics
        }
        #expect(try statistics() == statistics())
    }

    @Test func `a server that does not answer INIT cannot be fuzzed`() {
        var campaign = ServerCampaign(
            settings: ServerCampaign.Settings(), isOver: { false },
            start: { () throws(ServerStartError) -> any ServerPipe in
                throw ServerStartError("cannot start it: No such file or directory")
            })
        #expect(throws: ServerStartError.self) { try campaign.begin() }
    }

    @Test func `an INIT that comes late may be answered like a request of the same id`() throws {
        let id: UInt32 = 0x66db_cfbc
        var buffer = WireBuffer()
        HandshakeWriter(.`init`, version: id, to: &buffer).finish(&buffer)
        OpenRequest(id: id, filename: RawSpan(literal: "f"), flags: [.write, .create])
            .write(to: &buffer, version: .v3)
        let input = Self.input(Self.stat(pathLength: 1) + buffer.unread.array)
        var campaign = ServerCampaign(
            settings: ServerCampaign.Settings(), isOver: { false },
            start: { ScriptedServer(isGreetedOnce: true) })
        #expect(try campaign.judge(input, closing: true) == nil)
    }

    @Test func `a handle that is not known yet is filled in when it was given out`() throws {
        var buffer = WireBuffer()
        OpenRequest(id: 1, filename: RawSpan(literal: "f"), flags: [.write, .create])
            .write(to: &buffer, version: .v3)
        HandleRequest(.close, id: 2, handle: RawSpan(literal: "$handle-1$"))
            .write(to: &buffer, version: .v3)
        // Closing an unknown handle is FAILURE, so OK twice would need the right handle.
        HandleRequest(.close, id: 3, handle: RawSpan(literal: "$handle-2$"))
            .write(to: &buffer, version: .v3)
        let server = RecordingServer()
        var campaign = ServerCampaign(
            settings: ServerCampaign.Settings(), seeds: [Self.input(buffer.unread.array)],
            isOver: { false }, start: { server })
        #expect(try campaign.judge(Self.input(buffer.unread.array), closing: false) == nil)
        #expect(server.closed == ["handle 3", "$handle-2$"])
    }
}

/// Notes which handles are closed behind the sanity conversation, whose handles are 1 and 2.
private final class RecordingServer: ServerPipe {
    private let real = ScriptedServer()
    private var sent: [UInt8] = []

    var closed: [String] {
        var closed: [String] = []
        for piece in PacketStream(sent).pieces where piece.count > 13 && piece[4] == 4 {
            closed.append(String(decoding: piece[13...], as: UTF8.self))
        }
        return Array(closed.dropFirst(2))
    }

    var peakMemory: Int? { nil }
    var complaint: String { "" }
    func restoreFolder() {}

    func move(
        _ bytes: ArraySlice<UInt8>, into received: inout [UInt8], waiting: Duration
    ) -> PipeMove {
        sent += bytes
        return real.move(bytes, into: &received, waiting: waiting)
    }

    func end(into received: inout [UInt8], waiting: Duration) -> ServerEnding {
        real.end(into: &received, waiting: waiting)
    }
}
