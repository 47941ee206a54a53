internal import Glibc

/// A worker process, seen from its supervisor: requests in, answers out, its end is a result.
///
/// The worker keeps the limits itself: the system ends it by SIGPROF when a case takes too much
/// processor time and refuses it memory beyond its bound. Should even that fail, it is killed.
final class WorkerProcess {
    /// How much longer than its processor time a case may take on a busy machine.
    private static let patience = 10
    /// The most that is kept of what it prints before it dies, bytes.
    private static let mostWords = 64 * 1024

    private let command: WorkerCommand
    private let process: pid_t
    private let requests: Int32
    private let answers: LineReader
    private let words: LineReader
    private let isStopped: () -> Bool
    private var isReaped = false
    /// Where it notes the case it is busy with.
    let record: WorkerRecord

    /// Starts a worker; `isStopped` is asked while it is waited for.
    init(
        _ command: WorkerCommand, record: WorkerRecord, isStopped: @escaping () -> Bool
    ) throws(WorkerFailure) {
        self.command = command
        self.record = record
        self.isStopped = isStopped
        let started = try WorkerStart.start(command, record: record)
        process = started.process
        requests = started.requests
        answers = LineReader(started.answers)
        words = LineReader(started.words)
    }

    deinit {
        // A process that was waited for has given its number back.
        if !isReaped { kill(process, SIGKILL) }
        _ = reap()
        close(requests)
    }

    /// What it answers to a request, or how it died over it; nil when the wait was stopped.
    func ask(
        _ request: WorkerRequest, each: (WorkerAnswer) -> Void = { _ in }
    ) throws(WorkerDeath) -> FuzzStatistics? {
        guard send(request.line) else { throw death() }
        let limit = Duration.seconds(command.processorSeconds * Self.patience)
        var deadline = ContinuousClock.now + limit
        while true {
            switch answers.next(until: deadline, also: words, isStopped: isStopped) {
            case .line(let line):
                deadline = .now + limit
                guard let answer = WorkerAnswer(line) else { continue }
                if case .done(let statistics) = answer { return statistics }
                each(answer)
            case .stopped: return nil
            case .end: throw death()
            case .timeUp:
                kill(process, SIGKILL)
                _ = reap()
                throw WorkerDeath(
                    promise: .termination, message: "no answer within \(limit)", site: "hang")
            }
        }
    }

    /// Requests that are not answered.
    func tell(_ request: WorkerRequest) throws(WorkerDeath) {
        guard send(request.line) else { throw death() }
    }

    private func send(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(requests, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits for the end, which is near: its output has ended.
    private func reap() -> Int32 {
        guard !isReaped else { return 0 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        isReaped = true
        return status
    }

    private func death() -> WorkerDeath {
        // It closed its output: it is dead or about to be, but must not be waited for unbounded.
        let deadline = ContinuousClock.now + .seconds(command.processorSeconds)
        while case .line = words.next(until: deadline, also: nil, isStopped: { false }) {}
        let status = reap()
        let signal = status & 0x7f
        let said = words.text(Self.mostWords)
        guard signal != SIGPROF, signal != SIGALRM else {
            return WorkerDeath(
                promise: .termination,
                message: "still busy after \(command.processorSeconds) s of processor time",
                site: "hang")
        }
        let fatal = DyingWords(said)
        let place = record.faultOffset.map { " at program+0x\(String($0, radix: 16))" } ?? ""
        let how =
            signal == 0 ? "ended with status \(status >> 8 & 0xff)" : "signal \(signal)\(place)"
        let last = fatal.message.map { ": \($0)" } ?? ""
        return WorkerDeath(
            promise: .survival, message: "the process died: \(how)\(last)",
            site: fatal.site ?? how)
    }
}

/// What a Swift program prints when it dies: a message, and in debug builds where it was.
struct DyingWords {
    /// The first line that says it was fatal.
    let message: String?
    /// The message and the first frame of the program's own; without numbers that change.
    let site: String?

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        let fatal = lines.first {
            $0.contains("atal error") || $0.contains("ERROR: AddressSanitizer")
        }
        message = fatal.map(String.init)
        guard let fatal else {
            site = nil
            return
        }
        // `5    sftp-double    0x00005647a76b395e symbol + 1243486`
        let frame = lines.lazy.map { $0.split(separator: " ") }.first { words in
            words.count > 3 && Int(words[0]) != nil && words[2].hasPrefix("0x")
                && !words[1].contains(".so")
        }
        let place = frame.map { " at " + $0[3...].joined(separator: " ") } ?? ""
        let isMemory = fatal.contains("failed to allocate")
        site = (isMemory ? "Fatal error: failed to allocate memory" : String(fatal)) + place
    }
}
