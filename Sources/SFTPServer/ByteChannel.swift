public import Scenario

/// What a session needs from whatever carries its bytes; called on the session's thread only.
public protocol ByteChannel: AnyObject {
    /// Calls `Session.timerFired` with `token` after so many nanoseconds.
    func schedule(after nanoseconds: UInt64, token: UInt64)

    /// Asks to be offered input again and to have waiting output taken.
    func wake()

    /// Ends the channel or connection once the waiting output was taken.
    func end(_ fault: ConnectionFault)

    /// Disturbs the stream below, from the next bytes on; nothing where there is no such stream.
    func disturb(_ effect: StreamEffect)
}

/// Gives the nanoseconds of a clock that never goes back.
public protocol SessionClock: Sendable {
    /// Nanoseconds since the server started.
    func nanoseconds() -> UInt64
}
