import CLibSSH

/// The payload of an SSH packet, from its type byte on, that libssh has no call for.
struct SSHPayload {
    private(set) var bytes: [UInt8]

    /// Begins with the number of the message (RFC 4250 section 4.1).
    init(_ type: UInt8) { bytes = [type] }

    /// SSH_MSG_DISCONNECT (RFC 4253 section 11.1).
    static func disconnect(reason: UInt32, message: String) -> SSHPayload {
        var payload = SSHPayload(1)
        payload.append(reason)
        payload.append(message)
        payload.append("")
        return payload
    }

    /// SSH_MSG_USERAUTH_FAILURE (RFC 4252 section 5.1).
    static func authenticationFailure(_ methods: [String], isPartial: Bool) -> SSHPayload {
        var payload = SSHPayload(51)
        payload.append(methods.joined(separator: ","))
        payload.bytes.append(isPartial ? 1 : 0)
        return payload
    }

    /// SSH_MSG_CHANNEL_OPEN_FAILURE without the client's number of the channel (RFC 4254
    /// section 5.1).
    static func openFailure(reason: UInt32, message: String) -> SSHPayload {
        var payload = SSHPayload(92)
        payload.append(reason)
        payload.append(message)
        payload.append("en")
        return payload
    }

    /// SSH_MSG_CHANNEL_WINDOW_ADJUST (RFC 4254 section 5.2).
    static func windowAdjust(channel: UInt32, by count: UInt32) -> SSHPayload {
        var payload = SSHPayload(93)
        payload.append(channel)
        payload.append(count)
        return payload
    }

    /// Adds four bytes, the highest first.
    mutating func append(_ value: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Adds a string behind its length.
    mutating func append(_ text: String) {
        let text = Array(text.utf8)
        append(UInt32(clamping: text.count))
        bytes.append(contentsOf: text)
    }

    /// Sends it; false when this libssh cannot be made to.
    func send(in session: ssh_session) -> Bool {
        clibssh_send(session, bytes, UInt32(clamping: bytes.count)) == SSH_OK
    }
}

/// Reads what follows the method in SSH_MSG_USERAUTH_REQUEST.
struct PasswordRequest {
    /// The password now.
    let old: String
    /// The one the client wants; nil when it does not ask for a change.
    let new: String?

    /// Reads a flag and one or two strings (RFC 4252 section 8); nil when they are not there.
    init?(_ bytes: [UInt8]) {
        guard let flag = bytes.first else { return nil }
        var rest = bytes.dropFirst()
        guard let old = Self.string(&rest) else { return nil }
        self.old = old
        new = flag == 0 ? nil : Self.string(&rest)
    }

    private static func string(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard bytes.count >= 4 else { return nil }
        let count = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        bytes = bytes.dropFirst(4)
        guard count <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
