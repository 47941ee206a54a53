internal import SFTPWire

/// Why a request is refused before the files are asked.
struct Refusal: Error, Equatable {
    /// The code of version 6.
    var code: StatusCode
    /// The message for people.
    var message: String
    /// The names nobody has, for UNKNOWN_PRINCIPAL (draft-05 section 7, draft-13 9.1).
    var principals: [[UInt8]] = []

    init(_ code: StatusCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One of the parameters is out of range, or two cannot be used together.
    static func invalidParameter(_ message: String) -> Refusal {
        Refusal(.invalidParameter, message)
    }

    /// Nobody has these names.
    static func unknownPrincipals(_ names: [[UInt8]]) -> Refusal {
        // For people; the error-specific data has all of them, whole.
        let shown = names.prefix(3).map { String(decoding: $0.prefix(64), as: UTF8.self) }
        let rest = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
        var refusal = Refusal(
            .unknownPrincipal, "Unknown principal: \(shown.joined(separator: ", "))\(rest)")
        refusal.principals = names
        return refusal
    }
}
