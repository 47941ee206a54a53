internal import ArgumentParser
internal import SSHTransport

/// The kinds of host keys `--host-key-type` can make.
enum HostKeyKind: String, ExpressibleByArgument, CaseIterable {
    case ed25519
    case ecdsa
    case rsa

    /// The key to generate; RSA takes up to a second, so it is made only when asked for.
    var algorithm: HostKey.Algorithm {
        switch self {
        case .ed25519: .ed25519
        case .ecdsa: .ecdsa256
        case .rsa: .rsa(bits: 3072)
        }
    }
}
