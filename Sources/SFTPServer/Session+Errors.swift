internal import SFTPWire
internal import Scenario

// What happens to packets that no handler takes: each leaves a journal record.
extension Session {
    /// A packet inside good framing that cannot be decoded: BAD_MESSAGE, the session goes on.
    func rejectMalformed(_ packet: RawSpan, _ error: WireError) {
        resumed = nil
        let type = packet.byteCount > 4 ? packet.unsafeLoad(fromByteOffset: 4, as: UInt8.self) : 0
        // A packet too short for an id is answered with id 0: the client has no other.
        let id =
            packet.byteCount >= 9
            ? UInt32(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 5, as: UInt32.self)) : 0
        let name = PacketType(rawValue: type)?.name ?? "type \(type)"
        reject(
            PacketHeader(length: 0, typeNumber: type, id: id), .badMessage,
            cause: "malformed \(name): \(error)", packet: packet)
    }

    /// A type no draft gives to requests: OP_UNSUPPORTED.
    func rejectUnknown(_ header: PacketHeader) {
        reject(
            header, .opUnsupported,
            cause: "packet type \(header.typeNumber) is not a request of version "
                + "\(version.rawValue)", packet: RawSpan())
    }

    /// A request before INIT: BAD_MESSAGE.
    func rejectEarly(_ header: PacketHeader, _ type: PacketType) {
        reject(header, .badMessage, cause: "\(type.name) before SSH_FXP_INIT", packet: RawSpan())
    }

    /// Framing is lost: there is no way to find the next packet, so the session ends.
    func loseFraming(_ error: WireError) {
        var exchange = Exchange(
            kind: .error, type: nil, id: 0, started: nowNanoseconds, mark: output.endPosition)
        exchange.status = .badMessage
        recordError(exchange, cause: "lost framing: \(error)")
        end(.closeChannel(exitStatus: 1))
    }

    /// Replies grew past every limit, so that one was left out: the client would wait for it.
    func loseOutput() {
        let exchange = Exchange(
            kind: .error, type: nil, id: 0, started: nowNanoseconds, mark: output.endPosition)
        recordError(exchange, cause: "a reply exceeded \(output.limit) bytes of waiting output")
        end(.closeChannel(exitStatus: 1))
    }

    private func reject(
        _ header: PacketHeader, _ code: StatusCode, cause: String, packet: RawSpan
    ) {
        var exchange = exchange(.error, header, header.type)
        var directive: Directive?
        if isObserved(.error) {
            let rules = RuleContext(event: event(exchange, path: RawSpan()))
            exchange.rules = rules
            directive = context.decide(rules.event).map { Directive($0) }
            if let directive { rules.acted = directive.rules }
        }
        if let status = directive?.status {
            reply(&exchange, status)
        } else if directive?.dropsReply != true {
            replyStatus(&exchange, code, message: "\(code.sentence) (\(cause))")
        }
        recordError(exchange, cause: cause)
        if let fault = directive?.fault { end(fault) }
    }
}
