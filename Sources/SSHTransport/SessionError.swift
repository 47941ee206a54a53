import Glibc

/// Reads what libssh says when it gives up a session.
enum SessionError {
    /// The errors of a socket whose peer, or the way to it, is gone.
    private static let departures = [ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH]

    /// Returns the cause that libssh's error text and the client's identification tell.
    static func cause(text: String, identification: String) -> DisconnectCause {
        if text.hasPrefix("Received SSH_MSG_DISCONNECT") { return .client }
        // Of what is wrong with a first line libssh keeps no word when its own
        // greeting was still to be sent: that fails later, and the text is lost.
        let isVersion2 =
            identification.hasPrefix("SSH-2.") || identification.hasPrefix("SSH-1.99-")
        guard identification.isEmpty || isVersion2 else {
            return .protocolError("not an SSH 2 client: \(identification)")
        }
        guard text.hasPrefix("Socket error: ") else {
            return .protocolError(text.isEmpty ? "the SSH session failed" : text)
        }
        let reason = text.dropFirst("Socket error: ".count)
        if reason == "disconnected" || departures.contains(where: { systemErrorText($0) == reason })
        {
            return .client
        }
        return .protocolError("the key exchange failed (\(text))")
    }
}
