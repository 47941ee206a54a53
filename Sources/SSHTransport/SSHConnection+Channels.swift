import CLibSSH

extension SSHConnection {
    /// The smallest packets a client may ask for.
    private static let minimumPeerPacketSize: UInt32 = 64

    /// Serves channels from now on.
    ///
    /// A message callback takes the place of the queue: what comes now is
    /// answered at once, and looking at the queue would cost a poll each time.
    func startChannels(_ session: ssh_session) {
        let connection = Unmanaged.passUnretained(self).toOpaque()
        ssh_set_message_callback(
            session,
            { _, message, connection in
                guard let message, let connection else { return 1 }
                return Unmanaged<SSHConnection>.fromOpaque(connection).takeUnretainedValue()
                    .handle(message)
            }, connection)
        // What came before the callback lies in the queue.
        ssh_execute_message_callbacks(session)
    }

    /// Answers a message; 1 makes libssh refuse it.
    private func handle(_ message: ssh_message) -> Int32 {
        switch ssh_message_type(message) {
        case Int32(SSH_REQUEST_CHANNEL_OPEN.rawValue):
            guard ssh_message_subtype(message) == Int32(SSH_CHANNEL_SESSION.rawValue) else {
                return 1
            }
            return openChannel(message)
        case Int32(SSH_REQUEST_CHANNEL.rawValue):
            guard ssh_message_subtype(message) == Int32(SSH_CHANNEL_REQUEST_SUBSYSTEM.rawValue)
            else { return 1 }
            return openSession(message)
        default:
            return 1
        }
    }

    private func openChannel(_ message: ssh_message) -> Int32 {
        guard channels.count < configuration.maximumChannelCount, ending == nil else { return 1 }
        // Sends the confirmation; an error means that the connection is failing.
        guard let raw = ssh_message_channel_request_open_reply_accept(message) else { return 0 }
        if let session {
            let size = clibssh_peer_packet_size(session, raw)
            // RFC 4253 section 6.1 has everybody take 32,768 bytes; a few bytes a packet
            // would make hundreds of thousands of packets of one answer.
            if size < Self.minimumPeerPacketSize {
                violation = "the client takes packets of \(size) bytes only"
            }
        }
        login.channelCount &+= 1
        channels.append(ServerChannel(connection: self, number: login.channelCount, raw: raw))
        return 0
    }

    private func openSession(_ message: ssh_message) -> Int32 {
        let raw = ssh_message_channel_request_channel(message)
        guard let channel = channels.first(where: { $0.raw == raw }), channel.isAvailable,
            let name = ssh_message_channel_request_subsystem(message),
            String(cString: name) == "sftp"
        else { return 1 }
        let handler = loop.context.delegate.openSession(info, user: login.user, channel: channel)
        channel.start(handler)
        ssh_message_channel_request_reply_success(message)
        return 0
    }
}
