internal import Fuzzing
internal import SFTPServer
internal import SFTPWire
internal import Scenario

/// One session from INIT to its end, and what it owes its client.
struct FuzzedSession {
    /// The most bytes of replies that may wait: the limit, and the largest reply it lets in.
    private static let mostPending = 4 << 20
    /// The most bytes of replies to what is taken at once: each packet can ask for 256 KiB.
    private static let mostOutput = 64 << 20
    /// The most timers a session may need: each packet waits a few times at most.
    private static let mostTimers = 200_000

    private let link = MemoryLink()
    private let session: Session
    private var unread: [UInt8] = []
    private var replies: ReplyJudge
    private let isOrderly: Bool
    /// Whether the client takes half of what waits only, until it has sent all.
    private var takesHalf = false

    /// - Parameter flags: the target's own bits of the option byte.
    init(flags: UInt8) {
        let set = Int(flags >> 3 & 3)
        isOrderly = set <= RuleSets.lastOrderly
        replies = ReplyJudge(isInOrder: set == 0)
        let context = FuzzedServer.context(FuzzedServer.scenarios[set], clock: link.clock)
        session = Session(
            context: context,
            identity: SessionIdentity(
                connection: 1, user: "demo", home: Array("/home/demo".utf8), uid: 1000, gid: 100),
            channel: link)
    }

    /// Sends INIT and the stream, lets all timers pass, and closes.
    mutating func run(_ input: FuzzInput, flags: UInt8) {
        let initial = Self.initial(input.version)
        replies.expect(initial + input.bytes)
        let split: StreamSplit =
            flags & 0x20 == 0 ? .whole : .random(seed: UInt64(input.bytes.count))
        takesHalf = flags & 0x20 != 0
        send(initial[...])
        for chunk in split.chunks(of: input.bytes) { send(chunk) }
        if flags & 0x40 == 0 {
            settle()
            session.receivedEOF()
            settle()
            guard link.fault != nil else { fatalError("the session does not end at EOF") }
            if isOrderly { replies.finish() }
        }
        session.closed()
        while let token = link.nextTimer() { session.timerFired(token) }
    }

    private static func initial(_ version: ProtocolVersion) -> [UInt8] {
        var buffer = WireBuffer()
        HandshakeWriter(.`init`, version: version.rawValue, to: &buffer).finish(&buffer)
        return buffer.unread.array
    }

    private mutating func send(_ bytes: ArraySlice<UInt8>) {
        unread += bytes
        offer()
    }

    /// Offers what was not taken until nothing more is; replies are taken at once.
    private mutating func offer() {
        repeat {
            link.isAwake = false
            let taken = unread.withUnsafeBytes { session.received($0) }
            guard taken <= unread.count else { fatalError("more taken than given") }
            unread.removeFirst(taken)
            takeReplies()
        } while link.isAwake
    }

    private mutating func takeReplies() {
        guard session.pendingOutputCount <= Self.mostPending else {
            fatalError("\(session.pendingOutputCount) bytes of replies wait")
        }
        var output: [UInt8] = []
        let left = takesHalf ? session.pendingOutputCount / 2 : 0
        while session.pendingOutputCount > left {
            let most = session.pendingOutputCount - left
            session.sendOutput { bytes in
                let taken = bytes.prefix(most)
                output.append(contentsOf: taken)
                return taken.count
            }
            guard output.count <= Self.mostOutput else { fatalError("replies without end") }
        }
        if isOrderly { replies.judge(output) }
    }

    /// Lets time pass until nothing waits.
    private mutating func settle() {
        var count = 0
        takesHalf = false
        offer()
        while let token = link.nextTimer() {
            count += 1
            guard count < Self.mostTimers else { fatalError("timers without end") }
            session.timerFired(token)
            offer()
        }
    }
}
