internal import Glibc
internal import SFTPServer
internal import SSHTransport
internal import Scenario

/// Carries one session over two file descriptors, as sshd runs a subsystem: no SSH here.
///
/// One thread, one poll(2); a delay is a poll time-out, never a sleep. Bytes pass through lanes
/// from the first fault of the stream on; before, nothing is between the pipes and the session.
final class PipeTransport: ByteChannel {
    /// Why the loop ended.
    enum Ending: Equatable {
        /// A rule or lost framing ended the session.
        case fault(ConnectionFault)
        /// The stop descriptor became readable.
        case stopped
        /// The peer went while nothing passed any more.
        case left
        /// Reading or writing failed; errno.
        case failed(Int32)
    }

    private struct Timer {
        var dueNanoseconds: UInt64
        var token: UInt64
    }

    // A pipe holds 64 KiB; a larger piece would only be split by the kernel.
    private static let readSize = 64 * 1024
    // More unread input than the largest packet and one read is never kept.
    private static let inputLimit = 512 * 1024
    private static let outputLimit = 1024 * 1024

    private let input: Int32
    private let output: Int32
    private let stop: Int32
    private let clock: any SessionClock
    private let faults: StreamFaults
    private var lanes: (up: StreamLane, down: StreamLane)?
    private var unread: [UInt8] = []
    private var timers: [Timer] = []
    private var fault: ConnectionFault?
    private var isWoken = false
    private var inputEnded = false
    /// What has passed the lane waits for room behind it.
    private var isInputHeld = false
    /// Handles the client left open, known when the loop has ended.
    private(set) var leftOpen = 0

    /// Reads from `input`, writes to `output`; ends when `stop` becomes readable.
    init(
        input: Int32, output: Int32, stop: Int32, clock: any SessionClock,
        faults: StreamFaults = StreamFaults(seed: 0, connection: 1)
    ) {
        self.faults = faults
        self.input = input
        self.output = output
        self.stop = stop
        self.clock = clock
    }

    func schedule(after nanoseconds: UInt64, token: UInt64) {
        let sum = clock.nanoseconds().addingReportingOverflow(nanoseconds)
        timers.append(Timer(dueNanoseconds: sum.overflow ? .max : sum.partialValue, token: token))
    }

    func wake() { isWoken = true }

    func end(_ fault: ConnectionFault) {
        if self.fault == nil { self.fault = fault }
    }

    /// A pipe has no SSH: what only that can do, `StdioDouble` refuses before it starts.
    func disturb(_ effect: StreamEffect) {
        if let fault = faults.fault(effect) { disturb(fault) }
    }

    /// Takes on a fault of the bytes to come.
    func disturb(_ fault: StreamFault) {
        guard let directions = fault.directions else { return }
        let now = clock.nanoseconds()
        var (up, down) = lanes ?? (StreamLane(), StreamLane())
        if directions.contains(.up) { up.add(fault, now: now) }
        if directions.contains(.down) { down.add(fault, now: now) }
        lanes = (up, down)
    }

    /// Serves `session` until one side ends.
    func run(_ session: Session) -> Ending {
        // A blocking write to a reader that stands still would not see the stop descriptor.
        let flags = fcntl(output, F_GETFL)
        if flags >= 0 { _ = fcntl(output, F_SETFL, flags | O_NONBLOCK) }
        defer {
            if flags >= 0 { _ = fcntl(output, F_SETFL, flags) }
            leftOpen = session.closed()
        }
        while true {
            if lanes != nil { moveInput() }
            feed(session)
            if let error = flush(session) { return .failed(error) }
            if let cut = dueCut() { return .fault(cut) }
            if let fault, isDelivered(session) { return .fault(fault) }
            if let ending = wait(session) { return ending }
            fireTimers(session)
        }
    }

    private func feed(_ session: Session) {
        isWoken = false
        guard fault == nil, session.pendingOutputCount < Self.outputLimit else { return }
        if !unread.isEmpty {
            let taken = unread.withUnsafeBytes { session.received($0) }
            unread.removeFirst(min(taken, unread.count))
        }
        if inputEnded { session.receivedEOF() }
    }

    /// Hands what has passed the lane to the session.
    private func moveInput() {
        isInputHeld = unread.count >= Self.inputLimit
        guard !isInputHeld else { return }
        _ = lanes?.up.drain(now: clock.nanoseconds()) { bytes in
            unread.append(contentsOf: bytes)
            return .count(bytes.count)
        }
        if let up = lanes?.up, up.isInputEnded, up.isEmpty { inputEnded = true }
    }

    /// The end that a fault asked for behind its last byte.
    private func dueCut() -> ConnectionFault? {
        switch lanes?.down.dueCut ?? lanes?.up.dueCut {
        case nil: return nil
        // A pipe cannot be reset; its end is what comes nearest.
        case .fin, .reset: return .fin
        case .blackHole:
            let now = clock.nanoseconds()
            lanes?.up.stall(nil, now: now)
            lanes?.down.stall(nil, now: now)
            lanes?.up.clear()
            return nil
        }
    }

    /// Whether nothing of what the session said is on its way any more; a dead line stays dead.
    private func isDelivered(_ session: Session) -> Bool {
        if let lanes, lanes.down.isDead { return true }
        return session.pendingOutputCount == 0 && lanes?.down.isEmpty != false
    }

    /// Writes what the pipe takes; returns errno of a broken pipe.
    private func flush(_ session: Session) -> Int32? {
        var failure: Int32?
        func put(_ bytes: UnsafeRawBufferPointer) -> StreamLane.Written {
            let written = write(output, bytes.baseAddress, bytes.count)
            if written > 0 { return .count(written) }
            if written == 0 || errno == EAGAIN || errno == EINTR { return .later }
            failure = errno
            return .broken
        }
        var hasMoved = true
        while hasMoved && failure == nil {
            hasMoved = false
            if session.pendingOutputCount > 0 {
                session.sendOutput { bytes in
                    var taken = 0
                    if lanes != nil {
                        taken = acceptOutput(bytes)
                    } else if case .count(let count) = put(bytes) {
                        taken = count
                    }
                    hasMoved = taken > 0
                    return taken
                }
            }
            if lanes?.down.drain(now: clock.nanoseconds(), put) == true { hasMoved = true }
        }
        return failure
    }

    private func acceptOutput(_ bytes: UnsafeRawBufferPointer) -> Int {
        let now = clock.nanoseconds()
        let count = min(bytes.count, lanes?.down.room(now: now) ?? 0)
        if count > 0 { lanes?.down.accept(Array(bytes.prefix(count)), now: now) }
        return count
    }

    private func wait(_ session: Session) -> Ending? {
        var descriptors = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            inputPoll,
            pollfd(
                fd: wantsOutput(session) ? output : -1, events: Int16(POLLOUT),
                revents: 0),
        ]
        let ready = poll(&descriptors, 3, timeoutMilliseconds())
        if ready < 0 { return errno == EINTR ? nil : .failed(errno) }
        if descriptors[0].revents != 0 { return .stopped }
        guard descriptors[1].revents != 0 else { return nil }
        return descriptors[1].events == 0 ? .left : readInput()
    }

    private var inputPoll: pollfd {
        var wait = pollfd(fd: -1, events: Int16(POLLIN), revents: 0)
        let isDead = lanes?.up.isDead == true
        if isDead, fault == nil {
            // Nothing is read ever again, but that the peer has gone is still told.
            wait.events = 0
            wait.fd = input
        } else if fault == nil, !inputEnded, unread.count < Self.inputLimit, inputRoom > 0 {
            wait.fd = input
        }
        return wait
    }

    private var inputRoom: Int {
        lanes.map { $0.up.room(now: clock.nanoseconds()) } ?? Self.readSize
    }

    private func wantsOutput(_ session: Session) -> Bool {
        lanes.map { $0.down.wantsOutput } ?? (session.pendingOutputCount > 0)
    }

    private func timeoutMilliseconds() -> Int32 {
        if isWoken || isInputHeld && unread.count < Self.inputLimit { return 0 }
        let lane = min(lanes?.up.wakeAt ?? .max, lanes?.down.wakeAt ?? .max)
        let next = timers.reduce(lane) { min($0, $1.dueNanoseconds) }
        guard next < .max else { return -1 }
        let now = clock.nanoseconds()
        guard next > now else { return 0 }
        return Int32(clamping: (next - now) / 1_000_000 + 1)
    }

    private func readInput() -> Ending? {
        var count = 0
        var failure: Int32 = 0
        var bytes: [UInt8] = []
        let isDirect = lanes == nil
        // Not into `unread` itself: that would have to be filled with zeros first, per read.
        withUnsafeTemporaryAllocation(byteCount: inputRoom, alignment: 1) { buffer in
            count = read(input, buffer.baseAddress, buffer.count)
            failure = errno
            let new = UnsafeRawBufferPointer(buffer).prefix(max(0, count))
            if isDirect { unread.append(contentsOf: new) } else { bytes = Array(new) }
        }
        if isDirect {
            if count == 0 { inputEnded = true }
        } else {
            if count > 0 { lanes?.up.accept(bytes, now: clock.nanoseconds()) }
            if count == 0 { lanes?.up.isInputEnded = true }
        }
        if count < 0 && failure != EAGAIN && failure != EINTR { return .failed(failure) }
        return nil
    }

    private func fireTimers(_ session: Session) {
        guard !timers.isEmpty else { return }
        let now = clock.nanoseconds()
        let due = timers.filter { $0.dueNanoseconds <= now }
        timers.removeAll { $0.dueNanoseconds <= now }
        for timer in due { session.timerFired(timer.token) }
    }
}
