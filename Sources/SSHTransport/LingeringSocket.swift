import Glibc

/// A socket on which everything was sent, kept until the peer has closed too.
///
/// Closing it at once while the peer's bytes arrive would reset the connection,
/// and the peer might lose what it was to read last.
struct LingeringSocket {
    static let maximumNanoseconds: UInt64 = 2_000_000_000

    let descriptor: Int32
    let registration: Registration

    /// Reads away what waits.
    ///
    /// - Returns: false when the peer has closed.
    func discardInput() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
            // A few reads at a time: a peer that keeps writing is not to hold the loop.
            for _ in 0..<4 {
                let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if count == 0 { return false }
                if count < 0 { return errno == EAGAIN || errno == EINTR }
            }
            return true
        }
    }
}
