internal import CLinux
internal import Glibc

/// The limits a worker sets itself, and what it notes of its own end.
enum WorkerLimits {
    /// Time that only goes forward, nanoseconds.
    static func now() -> UInt64 { time(of: CLOCK_MONOTONIC) }

    /// The processor time of this process, nanoseconds: on a busy machine nothing else tells
    /// whether a codec is slow.
    @Sendable static func processorTime() -> UInt64 { time(of: CLOCK_PROCESS_CPUTIME_ID) }

    private static func time(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    /// Refuses memory beyond what the process has and `memoryBytes` more; leaves Ctrl-C, which
    /// the terminal sends to all, to the supervisor.
    static func apply(memoryBytes: Int) {
        signal(SIGINT, SIG_IGN)
        // A core of each crash that is looked for would fill the disk.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let pages = (try? CorpusFolder.contents(of: "/proc/self/statm")) ?? []
        let text = String(decoding: pages.prefix { $0 != 0x20 }, as: UTF8.self)
        guard memoryBytes > 0, let count = UInt64(text) else { return }
        let (size, hasOverflow) = count.multipliedReportingOverflow(by: 4096)
        let (limit, isTooLarge) = size.addingReportingOverflow(UInt64(clamping: memoryBytes))
        guard !hasOverflow, !isTooLarge else { return }
        var bound = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &bound)
    }

    /// Ends this process when the supervisor is gone, even in the middle of a case.
    ///
    /// A thread waits for that, and takes no memory while it does. To be called before limits are
    /// set and memory is measured. Requests from anywhere but a
    /// socket are answered to their end.
    static func endWithSupervisor() {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { _ in
                var wait = pollfd(fd: STDIN_FILENO, events: clinux_pollrdhup, revents: 0)
                while poll(&wait, 1, -1) < 0, errno == EINTR {}
                if wait.revents & clinux_pollrdhup != 0 { _exit(1) }
                return nil
            }, nil)
        if code == 0 { pthread_detach(thread) }
    }

    /// From now on so much processor time, 0 for no limit; then SIGPROF ends the process.
    static func allow(processorSeconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = processorSeconds
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    // Set once before the handler that reads them is installed, by the only thread that faults.
    nonisolated(unsafe) private static var faultAddress: UnsafeMutablePointer<UInt64>?
    // As above.
    nonisolated(unsafe) private static var program: Range<UInt64> = 0..<0

    /// Notes the place of a fault in the record before the process dies of it: release builds
    /// print nothing.
    static func noteFaults(in record: WorkerRecord) {
        faultAddress = record.faultAddress
        program = programAddresses()
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] {
            var action = sigaction()
            // Back to the default behind the first one, so that returning here ends the process.
            action.sa_flags = SA_SIGINFO | Int32(bitPattern: UInt32(SA_RESETHAND))
            action.__sigaction_handler.sa_sigaction = { _, info, _ in
                guard let info, let place = info.pointee._sifields._sigfault.si_addr else { return }
                let address = UInt64(UInt(bitPattern: place))
                guard WorkerLimits.program.contains(address) else { return }
                WorkerLimits.faultAddress?.pointee = address &- WorkerLimits.program.lowerBound
            }
            sigaction(number, &action, nil)
        }
    }

    /// Where this program's file lies in memory: the lines of /proc/self/maps that name it.
    private static func programAddresses() -> Range<UInt64> {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        guard length > 0, let maps = try? CorpusFolder.contents(of: "/proc/self/maps") else {
            return 0..<0
        }
        let name = String(
            decoding: path.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var range: Range<UInt64> = 0..<0
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n")
        where line.hasSuffix(name) {
            let ends = line.prefix { $0 != " " }.split(separator: "-")
            guard ends.count == 2, let low = UInt64(ends[0], radix: 16),
                let high = UInt64(ends[1], radix: 16), low < high
            else { continue }
            range = (range.isEmpty ? low : range.lowerBound)..<high
        }
        return range
    }
}
