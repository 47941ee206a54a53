internal import Glibc

/// A TCP address as the kernel takes it.
struct SocketAddress: Sendable {
    /// `AF_INET` or `AF_INET6`.
    let family: Int32
    private let bytes: [UInt8]

    /// Looks up a host, which may wait for a name server; nil when there is no such host.
    init?(host: String, port: UInt16) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        // Of this machine, whatever a name server says, and of the protocol most servers listen on.
        let name = host == "localhost" ? "127.0.0.1" : host
        guard getaddrinfo(name, String(port), &hints, &list) == 0, let found = list?.pointee,
            let address = found.ai_addr
        else { return nil }
        defer { freeaddrinfo(list) }
        family = found.ai_family
        bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(found.ai_addrlen)))
    }

    /// Connects a socket, or begins to; whether that is done, otherwise `errno` tells.
    func connect(_ descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
                errno = EINVAL
                return false
            }
            return Glibc.connect(descriptor, address, socklen_t(bytes.count)) == 0
        }
    }
}
