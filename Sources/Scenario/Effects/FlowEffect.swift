/// What a rule does to the course of the run, beside or instead of an answer.
public enum FlowEffect: Equatable, Sendable {
    /// Write a line into the journal.
    case log(TemplateText)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> FlowEffect {
        switch self {
        case .log(let text): .log(text.filled(values))
        }
    }
}
