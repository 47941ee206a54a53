import CLibSSH
import Glibc

/// A change to a packet that libssh is about to encrypt and send.
///
/// libssh has no call to send a packet of our own, nor to say other numbers than its own in one it
/// makes: the reason of a disconnect, the window of a channel. But its log speaks, at its packet
/// level, once the packet is packed and before it is encrypted, on the same thread; at that moment
/// the packet lies in a buffer of the session, and libssh's public calls read buffers. Which one
/// it is is told by content: the buffer that holds exactly the packet that was asked for. Where
/// none does, nothing is changed.
struct PacketRewrite {
    /// The packet, from its message number on; nil: any byte.
    var pattern: [UInt8?]
    /// Where the new bytes go.
    var offset: Int
    /// The new bytes.
    var bytes: [UInt8]

    /// An SSH_MSG_DISCONNECT with this reason in the place of libssh's (RFC 4253 section 11.1).
    static func disconnect(reason: UInt32, message: String) -> PacketRewrite {
        let text = Array(message.utf8)
        let packet: [UInt8] =
            [1] + number(11) + number(UInt32(clamping: text.count)) + text + number(0)
        return PacketRewrite(pattern: packet, offset: 1, bytes: number(reason))
    }

    private static func number(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// Changes the packet if it is in one of the session's buffers.
    ///
    /// - Returns: whether it was.
    func apply(to session: ssh_session) -> Bool {
        guard let probe = MemoryProbe() else { return false }
        let memory = UnsafeRawPointer(session)
        let size = min(clibssh_allocation_size(memory), Self.maximumSessionByteCount)
        for place in stride(from: 0, to: size - MemoryLayout<UInt>.size, by: 8) {
            let word = memory.load(fromByteOffset: place, as: UInt.self)
            guard word > 4096, word % 8 == 0, let buffer = UnsafeRawPointer(bitPattern: word),
                probe.isReadable(buffer, Self.bufferByteCount), let data = packet(in: buffer, probe)
            else { continue }
            bytes.withUnsafeBytes { bytes in
                guard let source = bytes.baseAddress else { return }
                (data + offset).copyMemory(from: source, byteCount: bytes.count)
            }
            return true
        }
        return false
    }

    /// The bytes of the packet, if these 40 bytes are a buffer that holds it.
    private func packet(
        in buffer: UnsafeRawPointer, _ probe: borrowing MemoryProbe
    ) -> UnsafeMutableRawPointer? {
        let handle = OpaquePointer(buffer)
        guard Int(ssh_buffer_get_len(handle)) == pattern.count, let data = ssh_buffer_get(handle),
            offset + bytes.count <= pattern.count, probe.isReadable(data, pattern.count)
        else { return nil }
        for (index, byte) in pattern.enumerated() {
            if let byte, data.load(fromByteOffset: index, as: UInt8.self) != byte { return nil }
        }
        return data
    }

    /// libssh's `struct ssh_buffer_struct` of 0.9, the largest.
    private static let bufferByteCount = 40
    /// More than the session's own fields take.
    private static let maximumSessionByteCount = 4096
}

/// Tells whether memory can be read, without touching it: the kernel refuses to copy from where
/// nothing is, which ends nothing.
struct MemoryProbe: ~Copyable {
    private let ends: (reader: Int32, writer: Int32)
    private static let maximumByteCount = 4096

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(ends.reader)
        close(ends.writer)
    }

    /// Whether all of these bytes can be read; false for more than a page.
    func isReadable(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
        guard count > 0, count <= Self.maximumByteCount, write(ends.writer, start, count) == count
        else { return false }
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
            read(ends.reader, buffer.baseAddress, count) == count
        }
    }
}
