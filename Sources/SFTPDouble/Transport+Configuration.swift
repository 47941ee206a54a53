internal import SSHTransport
internal import Scenario

extension SSHAlgorithms {
    /// Takes over what a scenario says.
    init(_ spec: AlgorithmsSpec) {
        self.init()
        keyExchange = Self.list(spec.keyExchange) ?? keyExchange
        ciphers = Self.list(spec.ciphers) ?? ciphers
        macs = Self.list(spec.macs) ?? macs
        hostKeys = Self.list(spec.hostKeys)
        compression = Self.list(spec.compression) ?? compression
    }

    private static func list(_ names: [String]?) -> String? { names?.joined(separator: ",") }
}

extension KeepAliveAnswer {
    /// Takes over what a scenario says.
    init(_ answer: TransportSpec.KeepAlive) {
        switch answer {
        case .success: self = .success
        case .failure: self = .failure
        case .none: self = .none
        }
    }
}

extension HostKey.Algorithm {
    /// The keys it takes to offer these host key algorithms; one of each family, the first named.
    static func needed(for names: [String]) -> [HostKey.Algorithm] {
        var keys: [HostKey.Algorithm] = []
        var families: Set<String> = []
        for name in names {
            let (family, key): (String, HostKey.Algorithm) =
                switch name {
                case "ecdsa-sha2-nistp256": ("ecdsa", .ecdsa256)
                case "ecdsa-sha2-nistp384": ("ecdsa", .ecdsa384)
                case "ecdsa-sha2-nistp521": ("ecdsa", .ecdsa521)
                case "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa": ("rsa", .rsa(bits: 2048))
                default: ("ed25519", .ed25519)
                }
            if families.insert(family).inserted { keys.append(key) }
        }
        return keys
    }
}
