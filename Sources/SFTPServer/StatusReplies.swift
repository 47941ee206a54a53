internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// STATUS replies. What the server finds itself is named in version 6's codes, and the client is
// told the nearest code its version has; what a rule writes goes by the scenario's policy.
extension Session {
    private static var language: StaticString { "en" }

    /// STATUS with a code's default sentence.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode) {
        writeNatural(&exchange, code, RawSpan(literal: code.sentence))
    }

    /// STATUS with a message made here.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode, message: String) {
        let bytes = Array(message.utf8)
        writeNatural(&exchange, code, bytes.span.bytes)
    }

    /// STATUS for an error of the files.
    func reply(_ exchange: inout Exchange, _ error: FileSystemError) {
        let (code, message) = StatusMapping.status(of: error)
        writeNatural(&exchange, code, RawSpan(literal: message))
    }

    /// STATUS for a request the files were not asked about.
    func reply(_ exchange: inout Exchange, _ refusal: Refusal) {
        let message = Array(refusal.message.utf8)
        let names = WireStrings.encoded(refusal.principals)
        writeNatural(&exchange, refusal.code, message.span.bytes, names.span.bytes)
    }

    /// STATUS for what the server found itself, unless the scenario maps it to another.
    private func writeNatural(
        _ exchange: inout Exchange, _ code: StatusCode, _ message: RawSpan,
        _ errorData: RawSpan = RawSpan()
    ) {
        exchange.outcome = code
        let nearest = code.nearest(in: version)
        if !context.protocolSpec.statusMap.isEmpty,
            let mapped = context.protocolSpec.statusMap[code]
                ?? context.protocolSpec.statusMap[nearest]
        {
            replace(&exchange, mapped)
            return
        }
        writeStatus(&exchange, nearest, message, RawSpan(literal: Self.language), errorData)
    }

    /// STATUS as a rule of the before phase wrote it: it is what the operation came to.
    func reply(_ exchange: inout Exchange, _ replacement: StatusReplacement) {
        exchange.outcome = replacement.code
        replace(&exchange, replacement)
    }

    /// STATUS as a rule of the after phase wrote it: the operation came to something else.
    func replace(_ exchange: inout Exchange, _ replacement: StatusReplacement) {
        let message =
            replacement.message?.bytes ?? RawSpan(literal: replacement.code.sentence).array
        let language = replacement.language ?? RawSpan(literal: Self.language).array
        let errorData = replacement.errorData
        writeStatus(
            &exchange, told(replacement), message.span.bytes, language.span.bytes,
            errorData.span.bytes, replacement.layout)
    }

    /// Changes what the reply behind the mark says, if it is a STATUS; its code stays.
    func rewrite(_ exchange: inout Exchange, _ text: StatusText) {
        let reply = output.bytes(from: exchange.mark).array
        guard reply.count > 4, reply[4] == PacketType.status.rawValue,
            var reader = try? WireReader(packet: reply.span.bytes),
            let natural = try? StatusReply(from: &reader, version: version)
        else { return }
        let message = text.message?.bytes ?? natural.message.array
        let language = text.language ?? natural.language.array
        let errorData = text.errorData ?? natural.errorData.array
        let code = natural.code
        output.truncate(to: exchange.mark)
        writeStatus(
            &exchange, code, message.span.bytes, language.span.bytes, errorData.span.bytes,
            text.layout)
    }

    /// The code a client is told for one a rule wrote.
    private func told(_ replacement: StatusReplacement) -> StatusCode {
        let code = replacement.code
        guard !replacement.isNearest else { return code.downgraded(to: version) }
        return switch context.protocolSpec.statusCodes {
        case .raw: code
        // The loader refuses what no version served defines; a client of a lower one is told
        // the nearest.
        case .compat, .strict: code.downgraded(to: version)
        }
    }

    /// INVALID_HANDLE, or the nearest this version has.
    func replyInvalidHandle(_ exchange: inout Exchange) {
        replyStatus(&exchange, .invalidHandle, message: "Invalid handle")
    }

    private func writeStatus(
        _ exchange: inout Exchange, _ code: StatusCode, _ message: RawSpan, _ language: RawSpan,
        _ errorData: RawSpan, _ layout: StatusLayout = StatusLayout()
    ) {
        exchange.status = code
        exchange.message = code == .ok ? [] : message.array
        let status = StatusReply(
            id: exchange.id, code: code, message: message, language: language,
            errorData: errorData)
        if layout.isRegular {
            status.write(to: &output, version: version)
        } else {
            write(status, layout)
        }
    }

    /// Writes a STATUS as no draft lays it out.
    private func write(_ status: borrowing StatusReply, _ layout: StatusLayout) {
        let start = output.beginPacket(.status, id: status.id)
        output.append(status.code.rawValue)
        if let tail = layout.tail {
            output.append(tail.span.bytes)
        } else {
            if !layout.omitsMessage { output.appendString(status.message) }
            if !layout.omitsLanguage { output.appendString(status.language) }
            if version >= .v5 { output.append(status.errorData) }
        }
        output.endPacket(start)
    }
}
