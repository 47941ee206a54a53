import SFTPServer
import SFTPWire
import Scenario
import Testing

/// One session and the client's end of it: sends packets, keeps what was not taken, reads replies.
final class Client {
    let session: Session
    let channel: InMemoryChannel
    /// The version replies are read in.
    var version = ProtocolVersion.v3
    /// Bytes the session has not taken yet.
    private(set) var unread: [UInt8] = []
    private let clock: ManualClock
    private var output: [UInt8] = []

    convenience init(_ server: Server, connection: Int = 1, uid: UInt32 = 1000) {
        self.init(
            server,
            identity: SessionIdentity(
                connection: connection, user: "demo", home: Array("/home/demo".utf8), uid: uid,
                gid: 100))
    }

    init(_ server: Server, identity: SessionIdentity) {
        clock = server.clock
        channel = InMemoryChannel(clock: server.clock)
        session = Session(context: server.context, identity: identity, channel: channel)
    }

    /// Sends bytes and offers them until the session takes no more; output is left where it is.
    func send(_ bytes: [UInt8]) {
        unread += bytes
        offer()
    }

    /// Offers what was not taken yet.
    func offer() {
        let taken = unread.withUnsafeBytes { session.received($0) }
        unread.removeFirst(taken)
    }

    /// Takes the waiting output as it is.
    func takeOutput() -> [UInt8] {
        session.sendOutput { bytes in
            output.append(contentsOf: bytes)
            return bytes.count
        }
        defer { output = [] }
        return output
    }

    /// Takes the waiting replies.
    func takeReplies() -> [Reply] { Client.replies(in: takeOutput(), version: version) }

    /// Sends a request that must be answered by exactly one reply.
    func ask(_ request: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) -> Reply? {
        send(request)
        let replies = takeReplies()
        #expect(replies.count == 1, sourceLocation: sourceLocation)
        return replies.first
    }

    /// Opens a file and gives its handle.
    func open(
        _ path: Text, _ flags: OpenFlags = .read,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let reply = ask(
            Request.open(path, flags, version: version), sourceLocation: sourceLocation)
        return try #require(reply?.handle, sourceLocation: sourceLocation)
    }

    /// Opens a file as version 5 and above do and gives its handle.
    func open(
        _ path: Text, _ access: AccessMask, _ modes: OpenModes = OpenModes(.openExisting),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let reply = ask(
            Request.open(path, access, modes, version: version), sourceLocation: sourceLocation)
        return try #require(reply?.handle, sourceLocation: sourceLocation)
    }

    /// Opens a directory and gives its handle.
    func opendir(
        _ path: Text, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let reply = ask(Request.opendir(path), sourceLocation: sourceLocation)
        return try #require(reply?.handle, sourceLocation: sourceLocation)
    }

    /// Lets time pass: timers that become due fire one after the other, at their time.
    func advance(by nanoseconds: UInt64) {
        clock.advance(by: nanoseconds)
        fireDue()
    }

    /// Fires the timers that are due, those they set too, and offers input that waited.
    func fireDue() {
        var due = channel.takeDue()
        while !due.isEmpty {
            for token in due { session.timerFired(token) }
            offer()
            due = channel.takeDue()
        }
    }

    /// Takes packets apart; a rest that is no whole packet is an undecodable reply.
    static func replies(in bytes: [UInt8], version: ProtocolVersion = .v3) -> [Reply] {
        var replies: [Reply] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let packet = Array(rest.prefix(4 + length))
            replies.append(Reply(packet, version: version))
            rest = rest.dropFirst(packet.count)
        }
        return replies
    }
}
