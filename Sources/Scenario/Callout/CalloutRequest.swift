public import SFTPWire

/// A question to a program beside the double about what is to be done.
public struct CalloutRequest: Equatable, Sendable {
    /// What is done when no answer comes, or none that can be used.
    public enum Failure: Equatable, Sendable {
        /// It is answered with this status, in the after phase in place of its reply.
        case status(StatusCode)
        /// It goes on as if nobody had been asked.
        case pass
    }

    /// Who is asked.
    public var url: CalloutURL
    /// The longest wait for the whole answer, nanoseconds.
    public var timeoutNanoseconds: UInt64
    /// What is done without an answer.
    public var failure: Failure
    /// Whether the bytes of the request, in the after phase those READ read, are sent along.
    public var sendsData: Bool

    /// Makes a question.
    public init(
        url: CalloutURL, timeoutNanoseconds: UInt64 = 2_000_000_000,
        failure: Failure = .status(.failure), sendsData: Bool = false
    ) {
        self.url = url
        self.timeoutNanoseconds = timeoutNanoseconds
        self.failure = failure
        self.sendsData = sendsData
    }
}

/// An address of the form `http://host:port/path`.
public struct CalloutURL: Hashable, Sendable {
    /// The host's name or address, an IPv6 address without its brackets.
    public let host: String
    /// The TCP port.
    public let port: UInt16
    /// Path and query, as they are asked for.
    public let target: String
    /// Host and port as they were written, for the header `Host`.
    public let authority: String

    /// Why a text is no address that can be asked.
    public enum Problem: Error, Equatable, Sendable {
        /// It does not begin with `http://`.
        case scheme
        /// There is no host, or a name no host has.
        case host
        /// The port is no number from 1 to 65535.
        case port
        /// A character cannot stand there unescaped, or there is a fragment or a user.
        case character
    }

    /// Reads an address.
    ///
    /// - Throws: what is wrong with it.
    public init(_ text: String) throws(Problem) {
        let prefix = "http://"
        guard text.hasPrefix(prefix) else { throw .scheme }
        // Nothing that could end a line of the request, or that servers read in different ways.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw .character }
        let rest = text.dropFirst(prefix.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw .character }
        let path = rest[end...]
        target = path.hasPrefix("/") ? String(path) : "/" + path
        self.authority = String(authority)
        let (host, port) = try Self.parts(of: authority)
        self.host = host
        self.port = port
    }

    private static func parts(
        of authority: Substring
    ) throws(Problem) -> (host: String, port: UInt16) {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw .host }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            let rest = authority[authority.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .port }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, host.utf8.count <= 253 else { throw .host }
        guard let port else { return (String(host), 80) }
        guard port.first?.isNumber == true, let number = UInt16(port), number > 0 else {
            throw .port
        }
        return (String(host), number)
    }

    /// The whole address.
    public var text: String { "http://\(authority)\(target)" }

    /// Whether it is of this machine whatever a name server says.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
