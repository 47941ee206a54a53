internal import Glibc

/// Lines from a pipe, with a deadline; the pipe is closed with the reader.
final class LineReader {
    /// What came.
    enum Next {
        case line(Substring)
        case end, timeUp, stopped
    }

    /// How often `isStopped` is asked, milliseconds.
    private static let turn: Int32 = 100
    /// The longest line: a finding of the largest stream in hex, and its words.
    private static let longestLine = 4 * CorpusFile.maximumByteCount

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isAtEnd = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// The next line; what comes on `also` meanwhile is taken in, so that nobody waits there.
    func next(
        until deadline: ContinuousClock.Instant, also: LineReader?, isStopped: () -> Bool
    ) -> Next {
        while true {
            if let line = take() { return .line(line) }
            if isAtEnd { return .end }
            if isStopped() { return .stopped }
            if ContinuousClock.now > deadline { return .timeUp }
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(
                    fd: also.map { $0.isAtEnd ? -1 : $0.descriptor } ?? -1,
                    events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waits, 2, Self.turn) > 0 else { continue }
            if waits[0].revents != 0 { fill() }
            if waits[1].revents != 0 { also?.fillTail() }
        }
    }

    /// All that came and was not taken as lines, at most the last so many bytes.
    func text(_ most: Int) -> String {
        String(decoding: buffer[start...].suffix(most), as: UTF8.self)
    }

    private func take() -> Substring? {
        guard let end = buffer[max(start, searched)...].firstIndex(of: 0x0a) else {
            searched = buffer.count
            return nil
        }
        let line = String(decoding: buffer[start..<end], as: UTF8.self)
        start = end + 1
        if start > 64 * 1024 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        searched = start
        return line[...]
    }

    private func fill() {
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        let count = read(descriptor, &piece, piece.count)
        if count > 0 {
            buffer += piece[..<count]
            // Nothing but a broken worker writes lines without end.
            if buffer.count - start > Self.longestLine { isAtEnd = true }
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            isAtEnd = true
        }
    }

    /// Takes in what came and keeps only the end of it.
    private func fillTail() {
        fill()
        if buffer.count > 128 * 1024 { buffer.removeSubrange(..<(64 * 1024)) }
    }
}
