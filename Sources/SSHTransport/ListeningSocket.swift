import CLibSSH
import Glibc

/// A TCP connection fresh from the listening socket.
struct AcceptedSocket: Sendable {
    /// Owned by whoever holds the value.
    var descriptor: Int32
    var info: SSHConnectionInfo
}

/// The socket that listens; owned and used by one event loop.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// The address and port in fact bound.
    let address: SSHServerAddress

    /// Binds and listens.
    ///
    /// - Throws: `SSHServerError` with the reason.
    init(host: String, port: UInt16, backlog: Int32) throws(SSHServerError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard !host.isEmpty, getaddrinfo(host, String(port), &hints, &list) == 0,
            let found = list?.pointee
        else { throw .badAddress(host: host) }
        defer { freeaddrinfo(list) }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(found.ai_family, type, 0)
        guard descriptor >= 0 else { throw .system(call: "socket", errorNumber: errno) }
        do throws(SSHServerError) {
            var on: Int32 = 1
            // A port used a moment ago by another double may be taken again at once.
            setsockopt(
                descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            guard bind(descriptor, found.ai_addr, found.ai_addrlen) == 0 else {
                throw Self.error(errno, call: "bind", host: host, port: port)
            }
            guard listen(descriptor, backlog) == 0 else {
                throw Self.error(errno, call: "listen", host: host, port: port)
            }
            address = try Self.boundAddress(of: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    private static func error(
        _ errorNumber: Int32, call: String, host: String, port: UInt16
    ) -> SSHServerError {
        switch errorNumber {
        case EADDRINUSE: .addressInUse(host: host, port: port)
        case EADDRNOTAVAIL: .badAddress(host: host)
        case EACCES, EPERM: .permissionDenied(host: host, port: port)
        default: .system(call: call, errorNumber: errorNumber)
        }
    }

    private static func boundAddress(
        of descriptor: Int32
    ) throws(SSHServerError) -> SSHServerAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw .system(call: "getsockname", errorNumber: errno) }
        return SSHServerAddress(&storage)
    }

    /// What `accept` answered.
    enum AcceptResult {
        case accepted(descriptor: Int32, peer: SSHServerAddress)
        /// Nothing waits.
        case none
        /// This connection is gone already; there may be others.
        case lost
        /// No descriptor or memory is free; trying again at once would spin.
        case exhausted(errorNumber: Int32)
    }

    /// Takes one waiting connection.
    func accept() -> AcceptResult {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let accepted = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                accept4(descriptor, $0, &length, flags)
            }
        }
        guard accepted >= 0 else {
            let error = errno
            switch error {
            case EAGAIN: return .none
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errorNumber: error)
            default: return .lost
            }
        }
        var on: Int32 = 1
        setsockopt(
            accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return .accepted(descriptor: accepted, peer: SSHServerAddress(&storage))
    }
}

/// A numeric address and port.
public struct SSHServerAddress: Sendable, Hashable {
    /// The numeric IPv4 or IPv6 address.
    public var host: String
    /// The TCP port.
    public var port: UInt16

    /// Makes an address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads the socket address in `storage`.
    init(_ storage: inout sockaddr_storage) {
        let family = Int32(storage.ss_family)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN) + 1)
        let capacity = socklen_t(text.count)
        port = withUnsafeMutablePointer(to: &storage) { pointer in
            if family == AF_INET {
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    inet_ntop(family, &address.pointee.sin_addr, &text, capacity)
                    return UInt16(bigEndian: address.pointee.sin_port)
                }
            }
            guard family == AF_INET6 else { return 0 }
            return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                inet_ntop(family, &address.pointee.sin6_addr, &text, capacity)
                return UInt16(bigEndian: address.pointee.sin6_port)
            }
        }
        host = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
