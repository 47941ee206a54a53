/// What a STATUS says beside its code.
public struct StatusText: Equatable, Sendable {
    /// The message; nil: the one it would have.
    public var message: TemplateText?
    /// The language tag; nil: the one it would have.
    public var language: [UInt8]?
    /// What follows the language tag at version 5 and above; nil: what it would be.
    public var errorData: [UInt8]?
    /// Where it departs from the layout of the drafts.
    public var layout: StatusLayout

    /// Makes a text.
    public init(
        message: TemplateText? = nil, language: [UInt8]? = nil, errorData: [UInt8]? = nil,
        layout: StatusLayout = StatusLayout()
    ) {
        self.message = message
        self.language = language
        self.errorData = errorData
        self.layout = layout
    }

    /// The text with every placeholder filled in.
    func filled(_ values: TemplateValues) -> StatusText {
        var text = self
        text.message = message?.filled(values)
        return text
    }
}

/// Where a STATUS departs from the layout of the drafts.
public struct StatusLayout: Equatable, Sendable {
    /// Whether the message is left out, its length too.
    public var omitsMessage: Bool
    /// Whether the language tag is left out, its length too.
    public var omitsLanguage: Bool
    /// All that follows the code, as it goes on the wire; nil: message, language and data.
    public var tail: [UInt8]?

    /// Makes a layout; the defaults are the drafts'.
    public init(
        omitsMessage: Bool = false, omitsLanguage: Bool = false, tail: [UInt8]? = nil
    ) {
        self.omitsMessage = omitsMessage
        self.omitsLanguage = omitsLanguage
        self.tail = tail
    }

    /// Whether it is the drafts'.
    public var isRegular: Bool { !omitsMessage && !omitsLanguage && tail == nil }
}
