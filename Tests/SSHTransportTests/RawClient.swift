import Glibc

/// A TCP connection without SSH.
final class RawClient {
    let descriptor: Int32

    /// What a read found.
    enum Reading: Equatable {
        case bytes([UInt8])
        case end
        case error(Int32)
        case nothing
    }

    init(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Sends all of `bytes`; false when the peer takes nothing for `milliseconds`.
    func sendSome(_ bytes: [UInt8], milliseconds: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return false }
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Reads what comes within `milliseconds`.
    func read(milliseconds: Int32 = 20_000) -> Reading {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return .nothing }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count < 0 { return .error(errno) }
        return count == 0 ? .end : .bytes(Array(bytes.prefix(count)))
    }

    /// Reads until the server ends the connection.
    func readToEnd() -> (bytes: [UInt8], last: Reading) {
        var all: [UInt8] = []
        while true {
            switch read() {
            case .bytes(let bytes): all += bytes
            case let last: return (all, last)
            }
        }
    }
}

/// Work on a thread of its own, for clients that block beside each other.
final class Worker<Value: Sendable>: @unchecked Sendable {
    private var thread = pthread_t()
    private let body: @Sendable () throws -> Value
    // Unchecked: written by the thread, read after joining it.
    private var result: Result<Value, any Error>?

    init(_ body: @escaping @Sendable () throws -> Value) {
        self.body = body
        pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<AnyWorker>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(AnyWorker { self.run() }).toOpaque())
    }

    private func run() { result = Result { try body() } }

    func wait() throws -> Value? {
        pthread_join(thread, nil)
        return try result?.get()
    }
}

private final class AnyWorker {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}
