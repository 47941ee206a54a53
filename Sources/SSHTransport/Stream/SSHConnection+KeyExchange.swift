import CLibSSH

/// How a client's keepalive@openssh.com is answered, when it wants an answer.
public enum KeepAliveAnswer: Sendable, Equatable {
    /// SSH_MSG_REQUEST_SUCCESS.
    case success
    /// SSH_MSG_REQUEST_FAILURE, as OpenSSH does; a client may take it as a sign of life or not.
    case failure
    /// Not at all.
    case none
}

/// What libssh tells of a session as a whole, by callbacks of its own structure.
final class SessionCallbacks {
    private let callbacks: UnsafeMutablePointer<ssh_callbacks_struct>

    /// libssh reports the steps of a key exchange as parts of a whole: here the client's
    /// SSH_MSG_KEXINIT has been read, and there new keys are in use.
    private static let started: Float = 0.6
    private static let finished: Float = 1

    init(_ connection: SSHConnection) {
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_callbacks_struct())
        callbacks.pointee.size = MemoryLayout<ssh_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(connection).toOpaque()
        callbacks.pointee.connect_status_function = { connection, status in
            guard let connection else { return }
            SessionCallbacks.connection(connection).keyExchangeStep(status)
        }
        guard connection.configuration.keepAliveAnswer != .success else { return }
        callbacks.pointee.global_request_function = { _, message, connection in
            guard let message, let connection else { return }
            SessionCallbacks.connection(connection).answerGlobalRequest(message)
        }
    }

    deinit { callbacks.deallocate() }

    func install(in session: ssh_session) { ssh_set_callbacks(session, callbacks) }

    private static func connection(_ pointer: UnsafeMutableRawPointer) -> SSHConnection {
        Unmanaged<SSHConnection>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether a step that libssh reports is the beginning or the end; nil: neither.
    static func stage(_ status: Float) -> KeyExchangeStage? {
        switch status {
        case started: .started
        case finished: .finished
        default: nil
        }
    }
}

extension SSHConnection {
    /// libssh is inside a key exchange, so what the delegate wants is only noted.
    fileprivate func keyExchangeStep(_ status: Float) {
        guard let stage = SessionCallbacks.stage(status) else { return }
        noteIdentification()
        if stage == .started { keyExchangeCount += 1 }
        // The limit of time has done its work: to begin this exchange, or to note its time.
        if stage == .started && keyExchangeCount > 1 || stage == .finished {
            setRekeyLimit(seconds: 0)
        }
        let decision = loop.context.delegate.keyExchange(
            info, user: login.user, stage, number: keyExchangeCount)
        pendingFaults.append(contentsOf: decision.faults)
        guard let end = decision.end, noticedEnd == nil else { return }
        noticedEnd = end
        // Once libssh returns it may have sent all up to the first encrypted packet.
        if case .disconnect(let reason, let message) = end {
            _ = sendPlainDisconnect(reason: reason, message: message)
        }
    }

    /// Answers a request that is about the connection, such as keepalive@openssh.com.
    fileprivate func answerGlobalRequest(_ message: ssh_message) {
        let isKeepAlive =
            ssh_message_subtype(message) == Int32(SSH_GLOBAL_REQUEST_KEEPALIVE.rawValue)
        if isKeepAlive, configuration.keepAliveAnswer == .none { return }
        // Refuses, and only if an answer is wanted.
        ssh_message_reply_default(message)
    }
}
