import StrictJSON

/// What a program that was asked about an event wants done: JSON like the `do` of a rule.
public struct CalloutAnswer: Equatable, Sendable {
    /// What is to be done, nothing for an empty answer.
    public let effects: [Effect]

    /// Why an answer cannot be used.
    public struct Problem: Error, Equatable, Sendable {
        /// What is wrong and where, in one line.
        public let text: String
    }

    /// Needs something that is made ready when the double starts, or names of the scenario.
    private static let barred: Set<String> = ["callout", "capture", "files", "setState"]
    /// More is no answer but a mistake; JSON of this size is read in milliseconds.
    public static let byteLimit = 256 << 10

    /// Reads an answer; an empty one, and `{}`, leave the request or its reply as it is.
    ///
    /// - Parameters:
    ///   - bytes: the JSON.
    ///   - event: the event that was asked about; placeholders are filled from it.
    ///   - seed: what `${random}` is drawn from.
    /// - Throws: what is wrong, with line and column.
    public init(_ bytes: [UInt8], to event: Event, seed: UInt64 = 0) throws(Problem) {
        let letters = bytes.prefix(16).filter { !Self.isSpace($0) }
        if bytes.count <= 16, letters.isEmpty || letters.elementsEqual("{}".utf8) {
            effects = []
            return
        }
        let diagnostics = Diagnostics()
        let source = SourceText(name: "answer", bytes: bytes)
        guard let actions = ActionSet.kind.read(source, into: diagnostics) else {
            throw Self.problem(diagnostics)
        }
        for item in actions.items
        where Self.barred.contains(item.name) || item.result.heldUntil != nil {
            diagnostics.error(
                "\"\(item.name)\" has no meaning in the answer of a callout", at: item.place)
        }
        actions.check([event.kind], event.phase, diagnostics)
        guard !diagnostics.hasErrors else { throw Self.problem(diagnostics) }
        let values = TemplateValues(event, seed: seed)
        effects = actions.effects.map { $0.filled(values) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }

    private static func problem(_ diagnostics: Diagnostics) -> Problem {
        Problem(text: diagnostics.all.first { $0.severity == .error }?.headline ?? "no JSON")
    }
}
