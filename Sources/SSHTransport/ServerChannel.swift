import CLibSSH

/// One session channel (RFC 4254): moves bytes between libssh and its handler.
///
/// Belongs to the connection's thread.
final class ServerChannel: SSHChannel {
    let number: UInt32
    /// libssh's channel; freed with the session, or when both sides have closed.
    let raw: ssh_channel
    var isFreed = false

    unowned let connection: SSHConnection
    /// How the channel behaves and ends.
    let terms: ChannelTerms
    /// The client's window, where libssh does not look after it.
    var window: ChannelWindow?
    /// Bytes that came and bytes that went.
    var inputCount: UInt64 = 0
    var outputCount: UInt64 = 0
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
    var handler: (any SSHChannelHandler)?
    /// Bytes that lie in libssh, offered or not.
    var unreadCount = 0
    /// Bytes taken out of libssh for a second offer and not taken by the handler yet.
    var held: [UInt8] = []
    /// The handler is to be offered the waiting bytes again.
    var needsOffer = false
    /// libssh is writing from the handler's memory: the handler must not be entered.
    var isWriting = false
    var isEndOfInput = false
    var isEndOfInputDelivered = false
    var isClosedByPeer = false
    var pendingTimerCount = 0
    var closing: Closing?

    /// How the channel is being closed.
    struct Closing {
        var exit: ChannelExit
        var deadline: UInt64
        var isAnnounced = false
    }

    /// Room kept for the next second offer.
    private static let keptCapacity = 256 << 10
    /// Bytes held for second offers; the largest SFTP packet fits well.
    private static let maximumHeldByteCount = 1 << 20
    /// Unread bytes above this are proof that the client ignores the window.
    ///
    /// libssh takes in what exceeds the window, which is 1.28 MB (2 MiB from 0.11 on) and opened
    /// anew by a read that leaves bytes behind: twice as much is still honest.
    private static let maximumUnreadByteCount = 8 << 20

    init(
        connection: SSHConnection, number: UInt32, raw: ssh_channel,
        terms: ChannelTerms = ChannelTerms()
    ) {
        self.connection = connection
        self.number = number
        self.raw = raw
        self.terms = terms
        if terms.ownsWindow { window = ChannelWindow(terms) }
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: Self.makeCallbacks())
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        ssh_set_channel_callbacks(raw, callbacks)
    }

    deinit { callbacks.deallocate() }

    private static func makeCallbacks() -> ssh_channel_callbacks_struct {
        var callbacks = ssh_channel_callbacks_struct()
        callbacks.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.channel_data_function = { _, _, data, count, isError, channel in
            guard let channel, let data else { return 0 }
            // A client has no error stream (RFC 4254 section 5.2): read and forgotten.
            guard isError == 0 else {
                ServerChannel.at(channel).note(input: Int(count))
                return Int32(clamping: count)
            }
            let bytes = UnsafeRawBufferPointer(start: data, count: Int(count))
            return Int32(clamping: ServerChannel.at(channel).received(bytes))
        }
        callbacks.channel_eof_function = { _, _, channel in
            guard let channel else { return }
            ServerChannel.at(channel).isEndOfInput = true
        }
        callbacks.channel_close_function = { _, _, channel in
            guard let channel else { return }
            ServerChannel.at(channel).isClosedByPeer = true
        }
        return callbacks
    }

    private static func at(_ pointer: UnsafeMutableRawPointer) -> ServerChannel {
        Unmanaged<ServerChannel>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether the subsystem may still be asked for.
    var isAvailable: Bool { handler == nil && closing == nil && !isClosedByPeer }

    /// Begins to serve; bytes that came early are offered too.
    func start(_ handler: any SSHChannelHandler) {
        self.handler = handler
        needsOffer = unreadCount > 0
    }

    // MARK: SSHChannel

    func schedule(after nanoseconds: UInt64, token: UInt64) {
        guard !isFreed else { return }
        pendingTimerCount += 1
        connection.schedule(after: nanoseconds, purpose: .channel(number: number, token: token))
    }

    func wake() {
        guard handler != nil else { return }
        needsOffer = true
        connection.serveSoon()
    }

    func end(_ end: ConnectionEnd) {
        guard !isFreed else { return }
        guard case .closeChannel(let exitStatus) = end else {
            return connection.requestEnd(end, cause: .server(end))
        }
        // A handler that ends with the client's input is what the terms speak of.
        guard isEndOfInputDelivered, exitStatus == 0 else { return close(exitStatus: exitStatus) }
        close(terms.exit)
    }

    func disturb(_ fault: StreamFault) {
        guard !isFreed else { return }
        connection.disturb(fault)
    }

    func close(exitStatus: UInt32?) {
        close(exitStatus.map { .status($0) } ?? ChannelExit.none)
    }

    func close(_ exit: ChannelExit) {
        guard closing == nil else { return }
        let grace = SSHConnection.endingGraceNanoseconds
        closing = Closing(exit: exit, deadline: connection.loop.now.addingSaturating(grace))
        connection.schedule(after: grace, purpose: .ending)
        connection.serveSoon()
    }

    /// A timer of `schedule` is due.
    func timerFired(_ token: UInt64) {
        pendingTimerCount -= 1
        handler?.timerFired(token)
    }

    // MARK: Input

    /// Whether the handler may be offered bytes now.
    var isTakingInput: Bool {
        guard let handler, closing == nil, connection.ending == nil else { return false }
        return handler.pendingOutputCount <= connection.configuration.maximumBacklogByteCount
    }

    /// libssh has bytes: all it holds, the oldest first.
    private func received(_ bytes: UnsafeRawBufferPointer) -> Int {
        note(input: bytes.count - unreadCount)
        var taken = 0
        if isWriting || !isTakingInput {
            // Nobody to read them any more, or too much of it: not kept.
            if closing != nil { taken = bytes.count }
            needsOffer = true
        } else if held.isEmpty {
            taken = offer(bytes)
        } else {
            taken = offerHeldBytes(before: bytes)
        }
        unreadCount = bytes.count - taken
        if unreadCount > Self.maximumUnreadByteCount {
            connection.violation = "the client sent more than the channel window allows"
        }
        return taken
    }

    private func offer(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let handler else { return 0 }
        let taken = min(max(handler.received(bytes), 0), bytes.count)
        if taken < bytes.count,
            handler.pendingOutputCount > connection.configuration.maximumBacklogByteCount
        {
            needsOffer = true
        }
        return taken
    }

    /// Offers the held bytes with `bytes` after them.
    ///
    /// Once the held bytes are taken, the rest stays with libssh and is offered
    /// from there: a copy is made for one offer only.
    private func offerHeldBytes(before bytes: UnsafeRawBufferPointer) -> Int {
        let heldCount = held.count
        held.append(contentsOf: bytes)
        let taken = held.withUnsafeBytes { offer($0) }
        guard taken < heldCount else {
            held.removeAll(keepingCapacity: held.capacity <= Self.keptCapacity)
            return taken - heldCount
        }
        held.removeLast(bytes.count)
        held.removeFirst(taken)
        return 0
    }

    /// Offers again what was left; libssh does not do so by itself.
    ///
    /// - Returns: whether the handler took something.
    func offerAgain() -> Bool {
        needsOffer = false
        readUnreadBytes()
        guard !held.isEmpty else { return false }
        let taken = held.withUnsafeBytes { offer($0) }
        if taken == held.count {
            held.removeAll(keepingCapacity: held.capacity <= Self.keptCapacity)
        } else {
            held.removeFirst(taken)
        }
        if taken > 0, unreadCount > 0 { needsOffer = true }
        return taken > 0
    }

    private func readUnreadBytes() {
        let count = min(unreadCount, Self.maximumHeldByteCount - held.count)
        guard count > 0 else { return }
        let before = held.count
        held.append(contentsOf: repeatElement(0, count: count))
        let result = held.withUnsafeMutableBytes { buffer in
            ssh_channel_read_nonblocking(
                raw, buffer.baseAddress.map { $0 + before }, UInt32(count), 0)
        }
        let read = min(max(Int(result), 0), count)
        held.removeLast(count - read)
        unreadCount -= read
        // libssh has given up the channel or the session.
        if read == 0 { unreadCount = 0 }
    }

    // MARK: End

    /// The connection is gone, and libssh's channel with it or soon.
    func connectionEnded() {
        isFreed = true
        handlerClosed()
    }

    func handlerClosed() {
        guard let handler else { return }
        self.handler = nil
        held = []
        handler.closed()
    }
}
