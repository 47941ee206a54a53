internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// One SFTP session: takes the client's bytes, asks the rules, answers from the files.
///
/// It belongs to one thread, owns no socket and never waits: a delay is a timer of its channel.
public final class Session {
    /// Where the session is in its life.
    enum Stage {
        /// Only INIT is answered with VERSION; other requests are protocol violations.
        case awaitingInit
        /// INIT was answered.
        case ready
        /// Nothing more is read; bytes that still come are dropped.
        case ended
    }

    let context: ServerContext
    let identity: SessionIdentity
    let channel: any ByteChannel
    /// The files as the user sees them.
    private(set) var fileSystem: any FileSystem
    /// Whether files held from sight are not seen there.
    private var isVeiled: Bool
    var framer = PacketFramer()
    var stage = Stage.awaitingInit
    var version = ProtocolVersion.v3
    /// Whether names are UTF-8 for the client; filename-translation-control turns it off.
    var translatesNames = true
    /// Whether a request came since VERSION; version-select must be the first one.
    var hasSeenRequest = false
    /// Whether the request at hand is the first one since VERSION.
    var isFirstRequest = false
    var output = WireBuffer()
    var handles: HandleTable
    /// What the session keeps to beyond the drafts; nil: nothing, and nothing is asked.
    var restraints: Restraints?
    /// How many handles rules have made of a count.
    var handlesCounted: UInt64 = 0
    var hold: Hold?
    var lateReplies: [UInt64: HeldReply] = [:]
    /// The directive of a request that waited, while it is taken up again.
    var resumed: (directive: Directive, startedNanoseconds: UInt64)?
    /// Where replies pass once a rule has acted on one as a packet.
    var outlet: ReplyOutlet?
    /// The timer of what waits in the outlet for room, and of what waits there for its turn.
    var emissionToken: UInt64?
    var outletToken: UInt64?
    var outletDeadline: UInt64?
    /// Takes down what is sent and received; nil: nobody wants to know.
    private var recorder: SessionRecorder?
    /// What rules have made of packets of the client.
    var injected = InjectedInput()
    /// The id of the reply sent last.
    var lastRepliedID: UInt32?
    /// What rules draw, so that the same client draws the same from the same seed.
    lazy var random = SeededRandom(seed: context.seed)
        .branch(UInt64(clamping: identity.connection))
    /// When a request came that waited for its turn, while it is taken up.
    var pacedSince: UInt64?
    /// When the last packet was finished, so that a batch asks the clock once per packet.
    var nowNanoseconds: UInt64 = 0

    private var lateReplyBytes = 0
    private var nextToken: UInt64 = 0
    private var holdToken: UInt64?
    private var clientIsDone = false
    /// Whole requests may lie with the transport because a rule or the output held them up.
    private var hasUntakenInput = false
    private var isFinished = false
    private var isClosed = false

    /// Makes a session over a channel.
    public init(context: ServerContext, identity: SessionIdentity, channel: any ByteChannel) {
        self.context = context
        self.identity = identity
        self.channel = channel
        isVeiled = context.veil.isDrawn
        fileSystem = identity.seen(context.fileSystem)
        handles = HandleTable(limit: context.limits.openHandles)
        if context.sessionSink != nil { recorder = SessionRecorder(identity) }
        restrain(context.restraints(of: identity.user))
    }

    /// Takes whole packets from the front of `bytes`; returns how many bytes were taken.
    ///
    /// Takes nothing while a rule holds the session or too many replies wait to be sent.
    public func received(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard stage != .ended else { return bytes.count }
        hasUntakenInput = false
        nowNanoseconds = context.clock.nanoseconds()
        lookAtFiles()
        restraints?.lastInputNanoseconds = nowNanoseconds
        defer { finishIfDone() }
        var taken = 0
        while canTakeRequest {
            if !injected.isEmpty {
                takeInjected()
                continue
            }
            let rest = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[taken...]))
            do throws(WireError) {
                switch try framer.next(in: rest) {
                case .needMore: return taken
                case .packet(let packet):
                    if recorder != nil { note(bytes, taken..<(taken + packet.byteCount)) }
                    taken += packet.byteCount
                    if observesPackets { admit(packet) } else { answer(packet) }
                }
            } catch {
                if recorder != nil { note(bytes, taken..<bytes.count) }
                loseFraming("lost framing: \(error)", rest)
            }
            if output.hasOverflowed { loseOutput() }
            if stage == .ended { return bytes.count }
        }
        hasUntakenInput = taken < bytes.count
        return taken
    }

    private func note(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        recorder?.add(UnsafeRawBufferPointer(rebasing: bytes[range]), .request, version)
    }

    /// Whether somebody looks at packets; a closure may be added while the session runs.
    var observesPackets: Bool { context.interest.contains(.packet, .before) }

    var canTakeRequest: Bool {
        hold == nil && stage != .ended && output.unreadCount < context.limits.pendingOutput
            && lateReplies.count < context.limits.heldReplies
            && lateReplyBytes < context.limits.heldReplyBytes
            && outlet?.takesNoRequest(context.limits) != true
    }

    /// Bytes that wait to be sent.
    public var pendingOutputCount: Int { output.unreadCount }

    /// Hands the waiting bytes to `send`, which returns how many it took.
    public func sendOutput(_ send: (UnsafeRawBufferPointer) -> Int) {
        let count = output.withUnreadBytes { bytes in
            let count = send(bytes)
            if recorder != nil {
                let sent = UnsafeRawBufferPointer(rebasing: bytes[..<min(count, bytes.count)])
                recorder?.add(sent, .reply, version)
            }
            return count
        }
        output.consume(count)
        if outlet != nil { emit(isSending: true) }
        if !injected.isEmpty { serveSoon() }
        // What the full output held up would otherwise wait for the client's next bytes.
        if hasUntakenInput, canTakeRequest { channel.wake() }
    }

    /// The client will send no more; the channel is closed when everything was answered.
    public func receivedEOF() {
        clientIsDone = true
        if outlet != nil { releaseAllReplies() }
        finishIfDone()
    }

    /// Sees the files as they are by now: what is due has changed, what is held is hidden.
    private func lookAtFiles() {
        context.fileLife.catchUp(nowNanoseconds)
        guard !isVeiled, context.veil.isDrawn else { return }
        isVeiled = true
        fileSystem = identity.seen(context.fileSystem)
    }

    /// Whether every request was answered, late replies too.
    public var isIdle: Bool {
        hold == nil && lateReplies.isEmpty && injected.isEmpty && outlet?.isIdle != false
    }

    /// A timer of `ByteChannel.schedule` is due.
    public func timerFired(_ token: UInt64) {
        guard !isClosed else { return }
        nowNanoseconds = context.clock.nanoseconds()
        lookAtFiles()
        if let restraints {
            if token == restraints.idleToken {
                checkIdle(restraints)
            } else {
                // Until now the client waited for the server.
                restraints.lastInputNanoseconds = nowNanoseconds
            }
        }
        if token == holdToken, let held = hold {
            holdToken = nil
            hold = nil
            if stage == .ended { recordAbandoned(held) } else { resume(held) }
        } else if let reply = lateReplies.removeValue(forKey: token) {
            if let gate = reply.gate, !isOpen(gate), stage != .ended {
                lateReplies[schedule(Gate.pollNanoseconds)] = reply
            } else {
                lateReplyBytes -= reply.bytes.count
                release(reply)
            }
        } else if token == emissionToken {
            emissionTimerFired()
        } else if token == outletToken {
            outletDeadlinePassed()
        }
        if !injected.isEmpty { takeInjected() }
        if output.hasOverflowed { loseOutput() }
        channel.wake()
        finishIfDone()
    }

    /// The channel is gone: open files are closed, requests without an answer are recorded.
    ///
    /// Returns how many handles the client had left open although it could have closed them.
    @discardableResult public func closed() -> Int {
        guard !isClosed else { return 0 }
        isClosed = true
        if let recorder { context.sessionSink?(recorder.record) }
        let couldClose = stage != .ended
        abandonHeld()
        stage = .ended
        let left = handles.removeAll()
        for entry in left {
            if entry.isHeld { discard(entry) }
            // Nobody is left to be told of a late write error.
            try? close(entry)
        }
        context.sessionEnded(identity, openHandles: left.map(\.handle))
        return couldClose ? left.count { !$0.closeWasAsked } : 0
    }

    /// Stops input until a timer of `nanoseconds` fires.
    func hold(_ work: Hold, nanoseconds: UInt64) {
        hold = work
        holdToken = schedule(nanoseconds)
    }

    /// Keeps one reply back without stopping input.
    func keepBack(_ reply: HeldReply, nanoseconds: UInt64) {
        lateReplyBytes += reply.bytes.count
        lateReplies[schedule(nanoseconds)] = reply
    }

    /// Ends the session as a rule or lost framing demands.
    func end(_ fault: ConnectionFault) {
        stage = .ended
        if let outlet, outlet.isEmitting {
            outlet.queue.append(.end(fault))
        } else {
            channel.end(fault)
        }
    }

    /// Sets a timer of `timerFired`.
    func schedule(_ nanoseconds: UInt64) -> UInt64 {
        nextToken &+= 1
        channel.schedule(after: nanoseconds, token: nextToken)
        return nextToken
    }

    private func abandonHeld() {
        if let held = hold {
            hold = nil
            recordAbandoned(held)
        }
        for (_, reply) in lateReplies.sorted(by: { $0.key < $1.key }) {
            recordAbandoned(.reply(reply))
        }
        lateReplies = [:]
        lateReplyBytes = 0
        for reply in outlet?.abandon() ?? [] { recordAbandoned(.reply(reply)) }
    }

    private func finishIfDone() {
        guard clientIsDone, isIdle, !hasUntakenInput, stage != .ended, !isFinished else { return }
        // Not `end`: handles still open now are the client's omission, not the server's doing.
        isFinished = true
        channel.end(.closeChannel(exitStatus: 0))
    }
}
