import CLibSSH

/// The client's window of a channel where it is ours to adjust, and what has passed so far.
struct ChannelWindow {
    private let size: UInt32
    private let adjustment: ChannelTerms.Adjustment
    /// What the client may still send.
    private var rest: UInt64
    /// Bytes since libssh was last told that the window is wide.
    private var sinceWidened: UInt64 = 0
    /// Bytes that came.
    private(set) var inputCount: UInt64 = 0
    /// Adjusts that were sent.
    private(set) var adjustCount: UInt32 = 0

    /// What libssh is told, so that it leaves the window alone.
    static let wide: UInt32 = 0x7fff_ffff
    /// libssh widens the window by itself below 640,000; it is told anew long before.
    private static let widenAgainAfter: UInt64 = 1 << 30
    /// Bytes that may wait for the handler; beyond, the client has to wait, too.
    private static let maximumUnreadByteCount = 1 << 20

    init(_ terms: ChannelTerms) {
        size = terms.window ?? ChannelTerms.standardWindow
        adjustment = terms.adjustment == .automatic ? .keep : terms.adjustment
        rest = UInt64(size)
    }

    /// Notes bytes of the client; returns whether libssh has to be told that the window is wide.
    mutating func note(input count: Int) -> Bool {
        let count = UInt64(clamping: count)
        inputCount = inputCount.addingSaturating(count)
        rest -= min(rest, count)
        sinceWidened = sinceWidened.addingSaturating(count)
        guard sinceWidened >= Self.widenAgainAfter else { return false }
        sinceWidened = 0
        return true
    }

    /// By how much the window is to be made wider now; nil: not at all.
    mutating func adjust(unreadCount: Int) -> UInt32? {
        switch adjustment {
        case .never: return nil
        case .keepUntil(let limit) where inputCount >= limit: return nil
        case .keepUntil, .keep, .automatic: break
        }
        guard rest <= UInt64(size) / 2, unreadCount < Self.maximumUnreadByteCount else {
            return nil
        }
        let count = UInt32(clamping: UInt64(size) - rest)
        rest = UInt64(size)
        adjustCount += 1
        return count
    }
}

extension ServerChannel {
    /// Sends the window adjust that is due, if the window is ours.
    func adjustWindow() {
        guard closing == nil, !isClosedByPeer, let session = connection.session,
            let count = window?.adjust(unreadCount: unreadCount + held.count)
        else { return }
        let number = clibssh_remote_channel(session, raw)
        guard number != .max else { return }
        _ = SSHPayload.windowAdjust(channel: number, by: count).send(in: session)
    }

    /// Notes bytes of the client.
    func note(input count: Int) {
        guard count > 0 else { return }
        inputCount = inputCount.addingSaturating(UInt64(clamping: count))
        guard window?.note(input: count) == true, let session = connection.session else { return }
        clibssh_set_window(session, raw, ChannelWindow.wide)
    }

    /// Whether the terms have the channel closed now.
    var isSpent: Bool {
        if let limit = terms.closesAfterInput, inputCount >= limit { return true }
        if let limit = terms.closesAfterOutput, outputCount >= limit { return true }
        if let limit = terms.closesAfterAdjusts, let window, window.adjustCount >= limit {
            return true
        }
        return false
    }
}
