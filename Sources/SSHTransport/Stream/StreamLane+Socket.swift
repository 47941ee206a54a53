// CLibSSH because it declares the flags of send, which Glibc does not show in every build.
import CLibSSH
import Glibc

// A lane between two sockets that do not block.
extension StreamLane {
    /// Reads once; returns whether something came.
    mutating func fill(from descriptor: Int32, now: UInt64) -> Bool {
        let room = room(now: now)
        guard room > 0 else { return false }
        var bytes: [UInt8] = []
        let count = withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { bytes.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(count)) }
            return count
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        guard count > 0 else {
            isInputEnded = true
            return false
        }
        accept(bytes, now: now)
        return true
    }

    /// Writes what may go now; returns whether something went.
    mutating func drain(to descriptor: Int32, now: UInt64) -> Bool {
        drain(now: now) { bytes in
            let sent = send(
                descriptor, bytes.baseAddress, bytes.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            if sent > 0 { return .count(sent) }
            return sent < 0 && (errno == EAGAIN || errno == EINTR) ? .later : .broken
        }
    }
}
