import CLibSSH

/// What libssh's numbers are called in RFC 4254.
enum ChannelNames {
    /// The type of the channel a message asks for.
    static func type(of message: ssh_message) -> String {
        switch ssh_message_subtype(message) {
        case Int32(SSH_CHANNEL_SESSION.rawValue): "session"
        case Int32(SSH_CHANNEL_DIRECT_TCPIP.rawValue): "direct-tcpip"
        case Int32(SSH_CHANNEL_FORWARDED_TCPIP.rawValue): "forwarded-tcpip"
        case Int32(SSH_CHANNEL_X11.rawValue): "x11"
        default: "other"
        }
    }

    /// The name of the request a message makes.
    static func request(of message: ssh_message) -> String {
        switch ssh_message_subtype(message) {
        case Int32(SSH_CHANNEL_REQUEST_PTY.rawValue): "pty-req"
        case Int32(SSH_CHANNEL_REQUEST_EXEC.rawValue): "exec"
        case Int32(SSH_CHANNEL_REQUEST_SHELL.rawValue): "shell"
        case Int32(SSH_CHANNEL_REQUEST_ENV.rawValue): "env"
        case Int32(SSH_CHANNEL_REQUEST_SUBSYSTEM.rawValue): "subsystem"
        case Int32(SSH_CHANNEL_REQUEST_WINDOW_CHANGE.rawValue): "window-change"
        case Int32(SSH_CHANNEL_REQUEST_X11.rawValue): "x11-req"
        default: "other"
        }
    }

    /// The subsystem, the command, the name of the variable or terminal.
    static func argument(of message: ssh_message) -> String? {
        let text: UnsafePointer<CChar>? =
            switch ssh_message_subtype(message) {
            case Int32(SSH_CHANNEL_REQUEST_PTY.rawValue):
                ssh_message_channel_request_pty_term(message)
            case Int32(SSH_CHANNEL_REQUEST_EXEC.rawValue):
                ssh_message_channel_request_command(message)
            case Int32(SSH_CHANNEL_REQUEST_ENV.rawValue):
                ssh_message_channel_request_env_name(message)
            case Int32(SSH_CHANNEL_REQUEST_SUBSYSTEM.rawValue):
                ssh_message_channel_request_subsystem(message)
            default: nil
            }
        return text.map { String(cString: $0) }
    }
}
