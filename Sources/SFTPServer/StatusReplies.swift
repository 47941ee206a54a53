internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// STATUS replies. What the server finds itself is named in version 6's codes, and the client is
// told the nearest code its version has; what a rule writes goes by the scenario's policy.
extension Session {
    private static var language: StaticString { "en" }

    /// STATUS with a code's default sentence.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode) {
        exchange.outcome = code
        writeStatus(
            &exchange, code.nearest(in: version), RawSpan(literal: code.sentence),
            RawSpan(literal: Self.language))
    }

    /// STATUS with a message made here.
    func replyStatus(_ exchange: inout Exchange, _ code: StatusCode, message: String) {
        let bytes = Array(message.utf8)
        exchange.outcome = code
        writeStatus(
            &exchange, code.nearest(in: version), bytes.span.bytes,
            RawSpan(literal: Self.language))
    }

    /// STATUS for an error of the files.
    func reply(_ exchange: inout Exchange, _ error: FileSystemError) {
        let (code, message) = StatusMapping.status(of: error)
        exchange.outcome = code
        writeStatus(
            &exchange, code.nearest(in: version), RawSpan(literal: message),
            RawSpan(literal: Self.language))
    }

    /// STATUS for a request the files were not asked about.
    func reply(_ exchange: inout Exchange, _ refusal: Refusal) {
        let message = Array(refusal.message.utf8)
        let names = WireStrings.encoded(refusal.principals)
        exchange.outcome = refusal.code
        writeStatus(
            &exchange, refusal.code.nearest(in: version), message.span.bytes,
            RawSpan(literal: Self.language), names.span.bytes)
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
            &exchange, told(replacement.code), message.span.bytes, language.span.bytes,
            errorData.span.bytes)
    }

    /// The code a client is told for one a rule wrote.
    private func told(_ code: StatusCode) -> StatusCode {
        switch context.protocolSpec.statusCodes {
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
        _ errorData: RawSpan = RawSpan()
    ) {
        exchange.status = code
        exchange.message = code == .ok ? [] : message.array
        StatusReply(
            id: exchange.id, code: code, message: message, language: language,
            errorData: errorData
        ).write(to: &output, version: version)
    }
}
