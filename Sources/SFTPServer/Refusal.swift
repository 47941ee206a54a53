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
        let shown = names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        var refusal = Refusal(.unknownPrincipal, "Unknown principal: \(shown)")
        refusal.principals = names
        return refusal
    }
}
