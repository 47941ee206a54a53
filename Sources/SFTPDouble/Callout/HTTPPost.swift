internal import Glibc
internal import SFTPServer
internal import Scenario

/// One POST over a connection of its own, moved on whenever its session looks for the answer.
///
/// HTTP/1.0, because then no server sends its answer in chunks or keeps the connection open. There
/// is no thread and nothing waits: connecting, sending and receiving go as far as the kernel lets
/// them. Closed when it is dropped, so a session that ends takes its question back.
final class HTTPPost: CalloutCall {
    private enum State {
        case connecting
        case sending(rest: ArraySlice<UInt8>)
        case receiving
        case over(CalloutProgress)
    }

    private let descriptor: Int32
    private let message: [UInt8]
    private var received: [UInt8] = []
    private var state: State

    /// Begins to connect.
    init(_ url: CalloutURL, address: SocketAddress, body: [UInt8]) {
        let head = """
            POST \(url.target) HTTP/1.0\r
            Host: \(url.authority)\r
            User-Agent: sftp-double/\(Version.current)\r
            Content-Type: application/json\r
            Accept: application/json\r
            Content-Length: \(body.count)\r
            Connection: close\r
            \r

            """
        message = Array(head.utf8) + body
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(address.family, type, 0)
        state = .connecting
        guard descriptor >= 0, address.connect(descriptor) || errno == EINPROGRESS else {
            state = .over(.failed(String(cString: strerror(errno))))
            return
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func advance() -> CalloutProgress {
        if case .connecting = state { finishConnecting() }
        if case .sending(let rest) = state { send(rest) }
        if case .receiving = state { receive() }
        if case .over(let progress) = state { return progress }
        return .waiting
    }

    private func finishConnecting() {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&wait, 1, 0) > 0 else { return }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        state = number == 0 ? .sending(rest: message[...]) : failure(number)
    }

    private func send(_ rest: ArraySlice<UInt8>) {
        var rest = rest
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else {
                state = isLater ? .sending(rest: rest) : failure(errno)
                return
            }
            rest = rest.dropFirst(count)
        }
        state = .receiving
    }

    private func receive() {
        while true {
            let count = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
                let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                received.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(max(0, count)))
                return count
            }
            if count < 0, isLater { return }
            guard count >= 0 else {
                state = failure(errno)
                return
            }
            switch HTTPAnswer(received, isWhole: count == 0) {
            case .incomplete: continue
            case .body(let body): state = .over(.answered(body))
            case .unusable(let reason): state = .over(.failed(reason))
            }
            return
        }
    }

    private var isLater: Bool { errno == EAGAIN || errno == EINTR }

    private func failure(_ number: Int32) -> State {
        .over(.failed(String(cString: strerror(number))))
    }
}

/// What came back to a POST so far.
enum HTTPAnswer: Equatable {
    case incomplete
    case body([UInt8])
    /// It cannot be used; why.
    case unusable(String)

    /// The head may take so many bytes beside the body.
    private static let headLimit = 16 << 10
    private static let headEnd = Array("\r\n\r\n".utf8)

    /// Reads status line, header and body.
    ///
    /// - Parameter isWhole: whether the server has closed the connection.
    init(_ bytes: [UInt8], isWhole: Bool) {
        guard let end = Self.endOfHead(bytes) else {
            self =
                isWhole || bytes.count > Self.headLimit
                ? .unusable("the answer is no HTTP") : .incomplete
            return
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self)
            .split(whereSeparator: \.isNewline)
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = UInt16(words[1]) else {
            self = .unusable("the answer is no HTTP")
            return
        }
        guard (200...299).contains(status) else {
            self = .unusable("HTTP status \(status)")
            return
        }
        self = Self.body(bytes[(end + Self.headEnd.count)...], lines.dropFirst(), isWhole)
    }

    private static func body(
        _ body: ArraySlice<UInt8>, _ fields: ArraySlice<Substring>, _ isWhole: Bool
    ) -> HTTPAnswer {
        var length: Int?
        for field in fields {
            guard let colon = field.firstIndex(of: ":") else { continue }
            let value = field[field.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch field[..<colon].lowercased() {
            case "content-length": length = Int(value) ?? -1
            case "transfer-encoding":
                return .unusable("the answer is \(value), which HTTP/1.0 does not know")
            default: continue
            }
        }
        let limit = CalloutAnswer.byteLimit
        guard (0...limit).contains(length ?? 0), body.count <= limit else {
            return .unusable("the answer has no length from 0 to \(limit)")
        }
        guard let length else { return isWhole ? .body(Array(body)) : .incomplete }
        if body.count >= length { return .body(Array(body.prefix(length))) }
        return isWhole ? .unusable("the answer is shorter than it says") : .incomplete
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let head = bytes.prefix(headLimit)
        return head.indices.first { head[$0...].starts(with: headEnd) }
    }
}
