internal import SFTPWire

/// One session with one running server: greets it, sends it cases, judges what it answers.
///
/// Behind every case goes a probe, a sound REALPATH with an id of its own: its reply says that
/// the server has done with the case, without waiting for a time to pass.
final class ServerSession {
    /// What a server may take for one session, whatever it is sent.
    struct Bounds {
        var profile: ServerProfile
        /// Without a sign of life for this long it hangs.
        var silence: Duration
        /// How much its resident memory may grow, bytes.
        var memoryGrowth: Int
        /// The most it may say about one case, bytes.
        var replyByteCount = 64 * 1024 * 1024
    }

    /// How a case went.
    enum Outcome {
        /// The server is there and can be sent more.
        case goesOn
        /// The session is over, as it may be.
        case ended
        /// A rule was broken; the session is over.
        case broken(ServerViolation)
    }

    /// The version the replies are in; nil before VERSION.
    private(set) var version: ProtocolVersion?
    /// What was answered in the last case.
    private(set) var exchanges: [(request: SentRequest, reply: LiveReply)] = []

    let pipe: any ServerPipe
    let bounds: Bounds
    var ledger = RequestLedger()
    var received: [UInt8] = []
    private var receivedCount = 0
    private var handles: [[UInt8]] = []
    private var nextOwnID: UInt32 = 0x5f00_0000
    private var sanityCount = 0
    private var caseCount = 0
    var firstMemory: Int?
    private var mayChangeVersion = false
    /// Whether the version may be another than VERSION said.
    private var mayHaveSelected = false
    private var isGreeted = false
    private var speaksOtherVersion = false
    /// Whether a case was told OK to what can take the folder away.
    private var mayLackPlace = false
    var mayEnd = false
    var isOver = false

    init(_ pipe: any ServerPipe, bounds: Bounds) {
        self.pipe = pipe
        self.bounds = bounds
    }

    deinit {
        if !isOver { _ = pipe.end(into: &received, waiting: .zero) }
    }

    /// What the server printed where errors go.
    var complaint: String { pipe.complaint }

    /// Sends INIT and waits for VERSION.
    func greet(_ wanted: ProtocolVersion) -> Outcome {
        var buffer = WireBuffer()
        HandshakeWriter(.`init`, version: wanted.rawValue, to: &buffer).finish(&buffer)
        let packet = buffer.unread.array
        ledger.sent(SentRequest(packet, version: wanted))
        let outcome = exchange(packet) { version != nil }
        isGreeted = version != nil
        guard case .goesOn = outcome, version == nil else { return outcome }
        return broken(.hang, "no VERSION in answer to INIT", "INIT")
    }

    /// Makes, reads back and removes a file.
    func checkSanity() -> Outcome {
        guard let version else { return .goesOn }
        sanityCount += 1
        pipe.restoreFolder()
        let known = handles
        defer {
            handles = known
            ledger.settle()
        }
        let conversation = SanityConversation(
            version: version, number: sanityCount, mayLackPlace: mayLackPlace)
        let violation = conversation.run(firstID: nextOwnID) { packet, id in
            nextOwnID = id
            return ask(packet, id, version)
        }
        if firstMemory == nil { firstMemory = pipe.peakMemory }
        return violation.map { over($0) } ?? .goesOn
    }

    /// Sends a case and the probe behind it; all that it has to be answered with has come then.
    func run(_ bytes: [UInt8]) -> Outcome {
        caseCount += 1
        receivedCount = 0
        exchanges = []
        mayEnd = false
        mayChangeVersion = false
        defer {
            exchanges += ledger.exchanges
            ledger.settle()
            mayLackPlace =
                mayLackPlace
                || exchanges.contains {
                    $0.request.mayTakePlace
                        && ($0.reply.statusCode == .ok || $0.reply.type == .extendedReply)
                }
        }
        var waiting: [UInt8] = []
        var isWhole = true
        for piece in PacketStream(bytes).pieces {
            var packet = piece
            if HandlePlaceholder.isIn(piece) {
                let outcome = settle(waiting)
                guard case .goesOn = outcome else { return outcome }
                waiting = []
                packet = HandlePlaceholder.filled(piece, handles: handles)
            }
            isWhole = Self.isWhole(packet)
            if isWhole { note(packet) } else { ledger.sentFragment() }
            waiting += packet
        }
        guard isWhole else { return endAfter(waiting) }
        let outcome = settle(waiting)
        guard case .goesOn = outcome else { return outcome }
        // Who refuses a version may end after it has answered: not while the next case is on.
        // Nor is a session of use whose version was chosen by the case itself.
        if mayChangeVersion, isGreeted || mayHaveSelected { return endAfter([]) }
        return caseCount.isMultiple(of: 8) ? checkMemory() : .goesOn
    }

    /// Closes what the cases opened and checks that files can still be made, if `closing`; then
    /// ends the server's input, and judges its end.
    func finish(closing: Bool) -> Outcome {
        if closing, let version {
            for handle in handles.suffix(4096) {
                nextOwnID &+= 1
                var buffer = WireBuffer()
                HandleRequest(.close, id: nextOwnID, handle: handle.span.bytes)
                    .write(to: &buffer, version: version)
                if case .failure(let violation) = ask(buffer.unread.array, nextOwnID, version) {
                    return over(violation)
                }
                ledger.settle()
            }
            handles = []
            let outcome = checkSanity()
            guard case .goesOn = outcome else { return outcome }
        }
        let outcome = checkMemory()
        guard case .goesOn = outcome else { return outcome }
        return endAfter([])
    }

    private func note(_ packet: [UInt8]) {
        let request = SentRequest(packet, version: version ?? .v3)
        if request.isAboutVersion {
            mayChangeVersion = true
            mayEnd = true
            if request.typeNumber == PacketType.extended.rawValue { mayHaveSelected = true }
        }
        if request.typeNumber != PacketType.`init`.rawValue, version == nil { mayEnd = true }
        if bounds.profile == .mayExit, !request.isSound { mayEnd = true }
        ledger.sent(request)
    }

    /// Sends what is left of a case and a probe; waits for the probe's reply and for all others.
    private func settle(_ bytes: [UInt8]) -> Outcome {
        repeat { nextOwnID &+= 1 } while ledger.knows(nextOwnID)
        let id = nextOwnID
        // Who was not greeted owes nothing but an end.
        if version == nil { mayEnd = true }
        var buffer = WireBuffer()
        RealpathRequest(id: id, path: RawSpan(literal: "."))
            .write(to: &buffer, version: version ?? .v3)
        let probe = buffer.unread.array
        ledger.sent(SentRequest(probe, version: version ?? .v3), isProbe: true)
        let outcome = exchange(bytes + probe) { ledger.isAnswered(id) }
        guard case .goesOn = outcome else { return outcome }
        guard ledger.isAnswered(id) else {
            return broken(
                .hang, "no reply to what followed \(ledger.last?.label ?? "the greeting")",
                ledger.last?.site ?? "greeting")
        }
        // A server may answer in another order than it was asked.
        guard !ledger.owed(bounds.profile).isEmpty else { return .goesOn }
        let late = exchange([]) { ledger.owed(bounds.profile).isEmpty }
        guard case .goesOn = late, let owed = ledger.owed(bounds.profile).first else { return late }
        return broken(
            .missingReply, "\(owed.site) with id \(owed.id ?? 0) got no reply", owed.site)
    }

    /// Sends one request and waits for its reply.
    private func ask(
        _ packet: [UInt8], _ id: UInt32, _ version: ProtocolVersion
    ) -> Result<LiveReply, ServerViolation> {
        let request = SentRequest(packet, version: version)
        ledger.sent(request)
        switch exchange(packet, until: { ledger.isAnswered(id) }) {
        case .broken(let violation): return .failure(violation)
        case .ended:
            return .failure(
                ServerViolation(
                    oracle: .sanity, message: "the server ended at \(request.label)",
                    site: "ended"))
        case .goesOn:
            if let reply = ledger.exchanges.last(where: { $0.request.id == id })?.reply {
                return .success(reply)
            }
            return .failure(
                ServerViolation(
                    oracle: .sanity, message: "\(request.label) got no reply",
                    site: request.label))
        }
    }

    /// Sends `bytes` and reads until `isDone` holds or nothing happens any more.
    func exchange(_ bytes: [UInt8], until isDone: () -> Bool) -> Outcome {
        var sent = 0
        var silence = Duration.zero
        let slice = min(bounds.silence, .milliseconds(200))
        while true {
            if let violation = takeReplies() { return over(violation) }
            if sent == bytes.count, isDone() { return .goesOn }
            let before = received.count
            switch pipe.move(bytes[sent...], into: &received, waiting: slice) {
            case .moved(let taken):
                sent += taken
                silence = .zero
                receivedCount += received.count - before
                guard receivedCount <= bounds.replyByteCount else {
                    return broken(
                        .malformedReply, "more than \(bounds.replyByteCount) bytes of replies",
                        "endless")
                }
            case .idle:
                silence += slice
                // A server that eats the machine is not waited for.
                let outcome = checkMemory()
                guard case .goesOn = outcome else { return outcome }
                guard silence < bounds.silence else {
                    guard sent == bytes.count else {
                        return broken(
                            .hang, "it takes no more bytes behind \(ledger.last?.label ?? "INIT")",
                            "\(ledger.last?.site ?? "INIT") unread")
                    }
                    return .goesOn
                }
            case .closed: return endedByItself()
            }
        }
    }

    /// Judges all whole packets that have come.
    func takeReplies() -> ServerViolation? {
        var start = 0
        defer { received.removeFirst(start) }
        let framer = PacketFramer(maximumLength: CorpusFile.maximumByteCount)
        while start < received.count {
            let packet: [UInt8]
            do throws(WireError) {
                switch try framer.next(
                    in: received.span.bytes.extracting(start..<received.count))
                {
                case .needMore: return nil
                case .packet(let found): packet = found.array
                }
            } catch {
                let text = HexText.text(received[start...].prefix(16))
                return ServerViolation(
                    oracle: .malformedReply, message: "no packet begins with \(text): \(error)",
                    site: "frame \(error.kind.rawValue)")
            }
            start += packet.count
            var reply = LiveReply(packet, version: version ?? .v3, anyVersion: mayChangeVersion)
            if let announced = reply.announcedVersion, reply.fault == nil {
                version = ProtocolVersion(rawValue: announced) ?? version
                speaksOtherVersion = ProtocolVersion(rawValue: announced) == nil
            }
            if speaksOtherVersion { reply.forgive() }
            if let handle = reply.handle { handles.append(handle) }
            if let violation = ledger.received(reply) { return violation }
        }
        return nil
    }
}
