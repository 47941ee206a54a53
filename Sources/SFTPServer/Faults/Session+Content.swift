internal import SFTPWire
internal import Scenario

/// What a rule changes in DATA or NAME when nothing else will be.
struct ReplyFinish {
    /// The length of the data, or the count of the names.
    var declared: CountChange?
    /// Bytes behind everything else.
    var trailing: [UInt8] = []
    /// The version whose layout the reply has; nil: the session's.
    var layout: ProtocolVersion?
    /// Whether the reply is bytes nobody knows the meaning of.
    var isRaw = false
}

// Answers that rules give in place of the server's.
extension Session {
    /// Answers a request that needs nothing done for its answer; tells whether it did.
    func answersByHand(_ exchange: inout Exchange, _ content: ContentDirective) -> Bool {
        if let payload = content.extendedReply {
            replyExtended(&exchange, payload)
        } else if let path = content.path {
            replyPath(&exchange, path)
        } else {
            return false
        }
        return true
    }

    /// Changes the reply of the operation as a rule of the after phase says.
    func replaceContent(_ exchange: inout Exchange, _ content: ContentDirective) {
        if let answer = content.handle { replaceHandle(&exchange, answer) }
        if let answer = content.data { changeData(&exchange, answer) }
        if let names = content.names {
            if exchange.kind == .dirList {
                list(names, in: exchange)
            } else {
                replaceNames(&exchange, names)
            }
        }
        if content.path != nil || content.extendedReply != nil {
            output.truncate(to: exchange.mark)
            _ = answersByHand(&exchange, content)
        }
    }

    private func replyExtended(_ exchange: inout Exchange, _ payload: [UInt8]) {
        exchange.status = .ok
        exchange.outcome = .ok
        ExtendedReply(id: exchange.id, payload: payload.span.bytes)
            .write(to: &output, version: version)
    }

    /// Writes false numbers and trailing bytes into the reply behind the mark, if it has such.
    func finishReply(_ exchange: Exchange, _ finish: ReplyFinish) {
        guard finish.declared != nil || !finish.trailing.isEmpty else { return }
        // Length, type, id, then the length of the data or the number of names.
        let start = output.bytes(from: exchange.mark).array.prefix(13)
        let types = [PacketType.data.rawValue, PacketType.name.rawValue]
        guard start.count == 13, types.contains(start[4]) else { return }
        let count = start[9...].reduce(0) { $0 << 8 | UInt32($1) }
        if let declared = finish.declared {
            output.patch(declared.applied(to: count), at: exchange.mark + 9)
        }
        let trailing = finish.trailing
        output.append(trailing.span.bytes)
        output.patch(UInt32(clamping: output.endPosition - exchange.mark - 4), at: exchange.mark)
    }
}
