internal import SFTPServer
internal import SSHTransport
internal import Scenario

/// Joins one SSH channel to one SFTP session: bytes in, bytes out, timers, ends.
final class SSHSessionHandler: SSHChannelHandler {
    private let session: Session
    private let onClose: (Int) -> Void

    /// `onClose` is told how many handles the client left open.
    init(
        context: ServerContext, identity: SessionIdentity, channel: any SSHChannel,
        faults: StreamFaults,
        onClose: @escaping (Int) -> Void
    ) {
        session = Session(
            context: context, identity: identity,
            channel: SSHByteChannel(channel: channel, faults: faults))
        self.onClose = onClose
    }

    func received(_ bytes: UnsafeRawBufferPointer) -> Int { session.received(bytes) }

    var pendingOutputCount: Int { session.pendingOutputCount }

    func sendOutput(_ send: (UnsafeRawBufferPointer) -> Int) { session.sendOutput(send) }

    func receivedEOF() { session.receivedEOF() }

    func timerFired(_ token: UInt64) { session.timerFired(token) }

    func closed() { onClose(session.closed()) }
}

/// An SSH channel as a session sees it.
final class SSHByteChannel: ByteChannel {
    private let channel: any SSHChannel
    private let faults: StreamFaults

    init(channel: any SSHChannel, faults: StreamFaults) {
        self.channel = channel
        self.faults = faults
    }

    func schedule(after nanoseconds: UInt64, token: UInt64) {
        channel.schedule(after: nanoseconds, token: token)
    }

    func wake() { channel.wake() }

    func end(_ fault: ConnectionFault) { channel.end(ConnectionEnd(fault)) }

    func disturb(_ effect: StreamEffect) {
        if let fault = faults.fault(effect) { channel.disturb(fault) }
    }
}
