import Glibc

/// Why a server could not be made or started; `description` is one line.
public enum SSHServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another socket listens on the address and port.
    case addressInUse(host: String, port: UInt16)
    /// The host is no address of this machine, or no address at all.
    case badAddress(host: String)
    /// The port needs privileges this process lacks.
    case permissionDenied(host: String, port: UInt16)
    /// The configuration holds no host key.
    case noHostKey
    /// The configuration holds two host keys of one family.
    case duplicateHostKey(String)
    /// libssh refused a host key.
    case hostKeyRejected(String)
    /// A value of the configuration is out of range.
    case invalidConfiguration(String)
    /// The server was started before.
    case alreadyStarted
    /// A system call failed.
    case system(call: String, errorNumber: Int32)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "\(host) port \(port): address already in use"
        case .badAddress(let host):
            "\(host): not an address of this machine"
        case .permissionDenied(let host, let port):
            "\(host) port \(port): permission denied"
        case .noHostKey:
            "no host key"
        case .duplicateHostKey(let type):
            "more than one \(type) host key; libssh serves one of each family"
        case .hostKeyRejected(let type):
            "\(type) host key: rejected by libssh"
        case .invalidConfiguration(let reason):
            reason
        case .alreadyStarted:
            "the server was already started"
        case .system(let call, let errorNumber):
            "\(call): \(systemErrorText(errorNumber))"
        }
    }
}

/// The C library's text for an `errno` value.
func systemErrorText(_ errorNumber: Int32) -> String {
    guard let text = strerror(errorNumber) else { return "error \(errorNumber)" }
    return String(cString: text)
}
