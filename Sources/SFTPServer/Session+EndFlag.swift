internal import SFTPWire
internal import Scenario

// The last byte of DATA and NAME in version 6 (draft-13 sections 9.3, 9.4), as a rule wants it.
extension Session {
    /// Lets the reply behind the mark say that it is the last, or not, whatever is true.
    func sayAtEnd(_ exchange: Exchange, _ isAtEnd: Bool) {
        // Length, type, id, then the length of the data or the number of names, which always
        // say whether they are the last.
        let reply = output.bytes(from: exchange.mark).array
        let finish = exchange.rules?.finish ?? ReplyFinish()
        guard finish.layout ?? version == .v6, !finish.isRaw, reply.count >= 13 else { return }
        let isSaid: Bool
        switch reply[4] {
        case PacketType.data.rawValue:
            let size = reply[9..<13].reduce(0) { $0 << 8 | Int($1) }
            isSaid = reply.count > 13 + size
        case PacketType.name.rawValue: isSaid = true
        default: return
        }
        if isSaid { output.truncate(to: output.endPosition - 1) }
        output.append(isAtEnd ? 1 as UInt8 : 0)
        output.patch(UInt32(clamping: output.endPosition - exchange.mark - 4), at: exchange.mark)
    }
}
