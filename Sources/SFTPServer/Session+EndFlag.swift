internal import SFTPWire
internal import Scenario

// The last byte of DATA and NAME in version 6 (draft-13 sections 9.3, 9.4), as a rule wants it.
extension Session {
    /// Lets the reply behind the mark say that it is the last, or not, whatever is true.
    func sayAtEnd(_ exchange: Exchange, _ isAtEnd: Bool) {
        guard version == .v6, let isSaid = saysWhetherAtEnd(exchange) else { return }
        if isSaid { output.truncate(to: output.endPosition - 1) }
        output.append(isAtEnd ? 1 as UInt8 : 0)
        output.patch(UInt32(clamping: output.endPosition - exchange.mark - 4), at: exchange.mark)
    }

    /// Whether the reply has the byte; nil for replies that are neither DATA nor NAME.
    private func saysWhetherAtEnd(_ exchange: Exchange) -> Bool? {
        do throws(WireError) {
            var reader = try WireReader(packet: output.bytes(from: exchange.mark))
            switch reader.header.typeNumber {
            case PacketType.data.rawValue:
                return try DataReply(from: &reader, version: version).endOfFile != nil
            case PacketType.name.rawValue:
                return try NameReply(from: &reader, version: version).endOfList != nil
            default: return nil
            }
        } catch {
            // No reply behind the mark, or one that a rule has damaged.
            return nil
        }
    }
}
