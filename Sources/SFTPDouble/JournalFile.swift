internal import Glibc
internal import Scenario
internal import Synchronization

/// Writes the journal to a file: what is waiting goes out every few milliseconds, and at the end.
///
/// A thread of its own flushes, so that no session waits for a disk when a batch is small.
final class JournalFile: @unchecked Sendable {
    // Sendable: everything is set in `init` before the thread starts and only read afterwards;
    // `isClosed` lets one call of `close` through, which joins the thread, itself the owner of
    // a reference, before it closes the descriptors.
    private static let flushMilliseconds: Int32 = 20

    private let descriptor: Int32
    private let stopReader: Int32
    private let stopWriter: Int32
    private let journal: Journal
    private var thread = pthread_t()
    private let isClosed = Atomic(false)

    /// Opens (and empties) `path`; throws one line that names it.
    init(path: String, journal: Journal) throws(StartError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
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
        let target = descriptor
        journal.setSink { bytes in Self.writeAll(bytes, to: target) }
        let own = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, Self.run, own.toOpaque()) == 0 else {
            own.release()
            journal.setSink(nil)
            for end in [descriptor, stopReader, stopWriter] { _ = Glibc.close(end) }
            throw .output("cannot start the journal's thread")
        }
    }

    /// Flushes everything and closes the file; a second call does nothing.
    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = Glibc.close(stopWriter)
        pthread_join(thread, nil)
        journal.flush()
        journal.setSink(nil)
        _ = Glibc.close(stopReader)
        _ = Glibc.close(descriptor)
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { own in
            guard let own else { return nil }
            let file = Unmanaged<JournalFile>.fromOpaque(own).takeRetainedValue()
            var wait = pollfd(fd: file.stopReader, events: Int16(POLLIN), revents: 0)
            while poll(&wait, 1, flushMilliseconds) == 0 { file.journal.flush() }
            return nil
        }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        bytes.withUnsafeBytes { buffer in
            while sent < buffer.count {
                let count = write(
                    descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                if count < 0 && errno == EINTR { continue }
                // A full disk loses journal lines, never a session.
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
