/// Why a host key cannot be used; `description` is one line.
public enum HostKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file exists but cannot be read.
    case unreadable(path: String, reason: String)
    /// The key is protected by a passphrase.
    case encrypted(path: String)
    /// The file holds no private key libssh understands.
    case notAPrivateKey(path: String)
    /// A new key could not be made.
    case cannotGenerate(String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .encrypted(let path): "\(path): the key is encrypted; a host key needs no passphrase"
        case .notAPrivateKey(let path): "\(path): not a private key"
        case .cannotGenerate(let reason): reason
        }
    }
}
