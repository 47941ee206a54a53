internal import Glibc
internal import Scenario
internal import Synchronization

/// Writes the journal to a file: what is waiting goes out every few milliseconds, and at the end.
///
/// Sessions only append to a backlog in memory; a thread of its own writes it, so that a slow
/// disk or a pipe nobody reads holds up neither a session nor the end of the program.
final class JournalFile: @unchecked Sendable {
    // Sendable: everything is set in `init` before the thread starts and only read afterwards;
    // `isClosed` lets one call of `close` through, which joins the thread, itself the owner of
    // a reference, before it closes the descriptors.
    private static let flushMilliseconds: Int32 = 20
    /// How long `close` waits for a reader that does not read: stopping takes two seconds at most.
    private static let closeMilliseconds: Int32 = 1_000

    private let descriptor: Int32
    private let stopReader: Int32
    private let stopWriter: Int32
    private let journal: Journal
    private let backlog = JournalBacklog()
    private var thread = pthread_t()
    private let isClosed = Atomic(false)

    /// Opens (and empties) `path`; throws one line that names it.
    init(path: String, journal: Journal) throws(StartError) {
        // Non-blocking: a FIFO without a reader is an error here instead of a wait.
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else {
            throw .output("cannot write the journal \(path): \(String(cString: strerror(errno)))")
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let reason = String(cString: strerror(errno))
            _ = Glibc.close(descriptor)
            throw .output("cannot make a pipe for the journal: \(reason)")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopReader = ends[0]
        stopWriter = ends[1]
        self.journal = journal
        let backlog = backlog
        journal.setSink { backlog.append($0) }
        let own = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, Self.run, own.toOpaque()) == 0 else {
            own.release()
            journal.setSink(nil)
            for end in [descriptor, stopReader, stopWriter] { _ = Glibc.close(end) }
            throw .output("cannot start the journal's thread")
        }
    }

    /// Writes what is left and closes the file; a second call does nothing.
    ///
    /// Returns why lines were lost, or nil when the file is complete.
    func close() -> String? {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        _ = Glibc.close(stopWriter)
        pthread_join(thread, nil)
        journal.flush()
        journal.setSink(nil)
        write(waitingOn: -1, milliseconds: Self.closeMilliseconds)
        if backlog.count > 0 { backlog.fail(ETIMEDOUT) }
        _ = Glibc.close(stopReader)
        _ = Glibc.close(descriptor)
        return backlog.failure.map { "journal: \(String(cString: strerror($0)))" }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { own in
            guard let own else { return nil }
            let file = Unmanaged<JournalFile>.fromOpaque(own).takeRetainedValue()
            var wait = pollfd(fd: file.stopReader, events: Int16(POLLIN), revents: 0)
            while poll(&wait, 1, flushMilliseconds) == 0 {
                file.journal.flush()
                file.write(waitingOn: file.stopReader, milliseconds: -1)
            }
            return nil
        }

    /// Writes the backlog; ends early when `stop` becomes readable or nothing could be written
    /// for so long, and keeps what is left.
    private func write(waitingOn stop: Int32, milliseconds: Int32) {
        var bytes = backlog.take()
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            let reason = errno
            if count > 0 {
                bytes.removeFirst(count)
            } else if reason == EAGAIN {
                var waits = [
                    pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
                    pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
                ]
                guard poll(&waits, 2, milliseconds) > 0, waits[1].revents == 0 else { break }
            } else if reason != EINTR {
                // A full disk or a reader that left loses journal lines, never a session.
                backlog.fail(reason)
                return
            }
        }
        backlog.putBack(bytes)
    }
}

/// Journal lines that wait to be written, in bounded memory.
private final class JournalBacklog: Sendable {
    private struct State: Sendable {
        var bytes: [UInt8] = []
        var failure: Int32?
    }

    /// More than this is lost, and said at the end: memory must not grow with a stuck reader.
    private static let limit = 64 * 1024 * 1024

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.bytes.count } }

    /// Why lines were lost; errno.
    var failure: Int32? { state.withLock { $0.failure } }

    func append(_ bytes: [UInt8]) {
        state.withLock { state in
            guard state.bytes.count + bytes.count <= Self.limit else {
                state.failure = state.failure ?? ENOBUFS
                return
            }
            state.bytes.append(contentsOf: bytes)
        }
    }

    func take() -> [UInt8] {
        state.withLock { state in
            let bytes = state.bytes
            state.bytes = []
            return bytes
        }
    }

    func putBack(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        state.withLock { $0.bytes = bytes + $0.bytes }
    }

    func fail(_ number: Int32) {
        state.withLock { $0.failure = $0.failure ?? number }
    }
}
