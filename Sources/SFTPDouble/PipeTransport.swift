internal import Glibc
internal import SFTPServer
internal import Scenario

/// Carries one session over two file descriptors, as sshd runs a subsystem: no SSH here.
///
/// One thread, one poll(2); a delay is a poll time-out, never a sleep.
final class PipeTransport: ByteChannel {
    /// Why the loop ended.
    enum Ending: Equatable {
        /// A rule or lost framing ended the session.
        case fault(ConnectionFault)
        /// The stop descriptor became readable.
        case stopped
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
    private var unread: [UInt8] = []
    private var timers: [Timer] = []
    private var fault: ConnectionFault?
    private var isWoken = false
    private var inputEnded = false
    /// Handles the client left open, known when the loop has ended.
    private(set) var leftOpen = 0

    /// Reads from `input`, writes to `output`; ends when `stop` becomes readable.
    init(input: Int32, output: Int32, stop: Int32, clock: any SessionClock) {
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

    /// A pipe has no SSH, and no connection below it.
    func disturb(_ effect: StreamEffect) {}

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
            feed(session)
            if let error = flush(session) { return .failed(error) }
            if session.pendingOutputCount == 0, let fault { return .fault(fault) }
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

    /// Writes what the pipe takes; returns errno of a broken pipe.
    private func flush(_ session: Session) -> Int32? {
        var failure: Int32?
        while session.pendingOutputCount > 0 && failure == nil {
            var written = 0
            session.sendOutput { bytes in
                written = write(output, bytes.baseAddress, bytes.count)
                if written < 0 && errno != EAGAIN && errno != EINTR { failure = errno }
                return max(0, written)
            }
            if written <= 0 { break }
        }
        return failure
    }

    private func wait(_ session: Session) -> Ending? {
        let wantsInput = fault == nil && !inputEnded && unread.count < Self.inputLimit
        var descriptors = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wantsInput ? input : -1, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: session.pendingOutputCount > 0 ? output : -1, events: Int16(POLLOUT),
                revents: 0),
        ]
        let ready = poll(&descriptors, 3, timeoutMilliseconds())
        if ready < 0 { return errno == EINTR ? nil : .failed(errno) }
        if descriptors[0].revents != 0 { return .stopped }
        if descriptors[1].revents != 0 { return readInput() }
        return nil
    }

    private func timeoutMilliseconds() -> Int32 {
        if isWoken { return 0 }
        guard let next = timers.map(\.dueNanoseconds).min() else { return -1 }
        let now = clock.nanoseconds()
        guard next > now else { return 0 }
        return Int32(clamping: (next - now) / 1_000_000 + 1)
    }

    private func readInput() -> Ending? {
        var count = 0
        var failure: Int32 = 0
        // Not into `unread` itself: that would have to be filled with zeros first, per read.
        withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 1) { buffer in
            count = read(input, buffer.baseAddress, buffer.count)
            failure = errno
            unread.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(max(0, count)))
        }
        if count == 0 { inputEnded = true }
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
