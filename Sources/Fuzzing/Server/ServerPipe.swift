/// A running server and the bytes between it and the fuzzer: a child process, or a closure.
public protocol ServerPipe: AnyObject {
    /// Sends what the server takes of `bytes` and appends what it says to `received`.
    ///
    /// Waits until one of both happened, the server's output ended, or the time is up.
    func move(
        _ bytes: ArraySlice<UInt8>, into received: inout [UInt8], waiting: Duration
    ) -> PipeMove

    /// Ends the server's input, reads to the end of its output and waits for its own end.
    ///
    /// A server that has not ended when the time is up is killed.
    func end(into received: inout [UInt8], waiting: Duration) -> ServerEnding

    /// Makes the server's folder usable again, whatever the requests did to it.
    func restoreFolder()

    /// The most memory the server ever had resident, bytes; nil where that is not known.
    var peakMemory: Int? { get }

    /// What the server printed last where errors go; it may name the place of a crash.
    var complaint: String { get }
}

/// What came of one step of a ``ServerPipe``.
public enum PipeMove: Equatable, Sendable {
    /// So many bytes were taken; others may have come in.
    case moved(taken: Int)
    /// Nothing happened while there was time.
    case idle
    /// The server says no more: it ended, or closed its output.
    case closed
}

/// How a server ended.
public enum ServerEnding: Equatable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signaled(Int32)
    /// Not at all: it was killed when its time was up.
    case stayed
}

/// Why there is no server to talk to.
public struct ServerStartError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sentence for people.
    public var description: String

    /// Makes an error.
    public init(_ description: String) {
        self.description = description
    }
}
