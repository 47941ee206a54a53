import CLibSSH

extension ServerChannel {
    /// Written at a time; larger pieces were measured to bring nothing.
    private static let pieceByteCount = 256 << 10
    /// Pieces written per turn, so that one download does not hold the loop.
    private static let pieceBudget = 4
    /// Offers per turn.
    private static let offerBudget = 4

    // MARK: Output

    /// Whether bytes wait that libssh could not take yet.
    ///
    /// What lies beyond the terms' limit waits for nobody.
    var hasOutput: Bool { (handler?.pendingOutputCount ?? 0) > 0 && !isSpent }

    /// Writes what may be written; returns whether there is more that may.
    private func flush() -> Bool {
        guard let handler else { return false }
        if !connection.pendingFaults.isEmpty { connection.applyFaults() }
        var pieces = 0
        while hasOutput, canWrite {
            if pieces == Self.pieceBudget { return true }
            pieces += 1
            var written = 0
            isWriting = true
            handler.sendOutput { bytes in
                let count = write(bytes)
                written += count
                return count
            }
            isWriting = false
            if written == 0 { return false }
        }
        return false
    }

    private var canWrite: Bool {
        !isClosedByPeer && !connection.isWritePending && ssh_channel_window_size(raw) > 0
    }

    /// Gives libssh one piece; it may read and call back in the meantime.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard canWrite, let start = bytes.baseAddress else { return 0 }
        let window = Int(ssh_channel_window_size(raw))
        if connection.rekeyPlace != nil { connection.advanceRekey() }
        let count = min(
            bytes.count, window, Self.pieceByteCount, outputAllowance,
            connection.byteCountBeforeRekey)
        guard count > 0 else { return 0 }
        // 0 during a key exchange; the bytes wait for the next turn.
        let written = max(Int(ssh_channel_write(raw, start, UInt32(count))), 0)
        outputCount = outputCount.addingSaturating(UInt64(written))
        return written
    }

    /// What the terms still let out.
    private var outputAllowance: Int {
        guard let limit = terms.closesAfterOutput else { return .max }
        return Int(clamping: limit - min(limit, outputCount))
    }

    // MARK: Turns

    /// Does everything that the last events made possible.
    func serve() {
        guard !isFreed else { return }
        if handler != nil { moveBytes() }
        adjustWindow()
        if isSpent { close(ChannelExit.none) }
        serveEndOfInput()
        if closing != nil { advanceClosing() }
    }

    private func moveBytes() {
        var offers = 0
        while true {
            if flush() { return connection.serveSoon() }
            guard needsOffer, isTakingInput else { return }
            guard offers < Self.offerBudget else { return connection.serveSoon() }
            offers += 1
            guard offerAgain() || hasOutput else { return }
        }
    }

    private func serveEndOfInput() {
        guard isEndOfInput && !terms.ignoresEOF || isClosedByPeer else { return }
        if let handler, !isEndOfInputDelivered {
            // What is left may be the beginning of a packet, or wait for the handler's
            // own output or timer; only the latter is worth waiting for.
            let isAllTaken = unreadCount == 0 && held.isEmpty
            guard isAllTaken || isIdle || isClosedByPeer else { return }
            isEndOfInputDelivered = true
            handler.receivedEOF()
            _ = flush()
        }
        if isClosedByPeer || isIdle && !connection.isWritePending { close(terms.exit) }
    }

    /// Whether the handler has nothing to send and waits for nothing.
    private var isIdle: Bool { !hasOutput && pendingTimerCount == 0 }

    private func advanceClosing() {
        guard var closing else { return }
        let isDue = connection.loop.now >= closing.deadline || isClosedByPeer
        if !closing.isAnnounced {
            guard isDue || !hasOutput && !connection.isWritePending else { return }
            closing.isAnnounced = true
            self.closing = closing
            handlerClosed()
            if !isClosedByPeer { announce(closing.exit) }
        }
        // SSH_AGAIN: the end of output is queued and the close message is not yet.
        guard ssh_channel_close(raw) != SSH_AGAIN, isClosedByPeer else { return }
        isFreed = true
        ssh_channel_free(raw)
    }

    private func announce(_ exit: ChannelExit) {
        switch exit {
        case .status(let status):
            ssh_channel_request_send_exit_status(raw, Int32(bitPattern: status))
        case .signal(let name, let message, let dumpsCore):
            ssh_channel_request_send_exit_signal(raw, name, dumpsCore ? 1 : 0, message, "en")
        case .none: break
        }
    }
}
