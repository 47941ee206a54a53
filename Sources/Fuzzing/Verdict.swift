public import SFTPWire

/// What the codec says about one packet of a byte stream.
public enum Verdict: Equatable, Sendable {
    /// It decodes.
    case ok
    /// It does not; offsets count from the start of that packet.
    case error(WireError)
    /// The stream ends inside it: at least this many bytes are missing.
    case needs(Int)
}

extension Verdict: CustomStringConvertible {
    /// The verdict as corpus files write it.
    public var description: String {
        switch self {
        case .ok: "ok"
        case .error(let error): "error \(error)"
        case .needs(let count): "needs \(count)"
        }
    }

    /// Reads what `description` writes, or nil.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        switch words.first {
        case "ok" where words.count == 1:
            self = .ok
        case "needs" where words.count == 2:
            guard let count = Int(words[1]), count > 0 else { return nil }
            self = .needs(count)
        case "error" where words.count >= 7:
            guard words[2] == "at", words[4] == "in", words[5] == "field",
                let kind = WireError.Kind(rawValue: words[1]), let offset = Int(words[3])
            else { return nil }
            let field = words[6...].joined(separator: " ")
            self = .error(WireError(kind, at: offset, in: field))
        default:
            return nil
        }
    }
}
