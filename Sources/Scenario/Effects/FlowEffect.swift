/// What a rule does to the course of the run, beside or instead of an answer.
public enum FlowEffect: Equatable, Sendable {
    /// Write a line into the journal.
    case log(TemplateText)
    /// Keep the request or packet in a file of the folder that was allowed for it.
    case capture(CaptureRequest)
    /// Wait until a gate is open.
    case pause(PauseRequest)
    /// Open a gate for good.
    case release(gate: String)
    /// Ask a program what to do; the session waits for its answer.
    case callout(CalloutRequest)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> FlowEffect {
        switch self {
        case .log(let text): .log(text.filled(values))
        case .capture(let request): .capture(request.filled(values))
        case .pause, .release, .callout: self
        }
    }

    /// What has to be filled in of an event for it.
    var needs: EventNeeds {
        switch self {
        case .capture: .packet
        case .callout(let request) where request.sendsData: .data
        case .callout, .log, .pause, .release: []
        }
    }
}

/// What a captured packet is called, and how many there may be.
public struct CaptureRequest: Equatable, Sendable {
    /// What its file's name begins with.
    public var name: TemplateText
    /// The most files under this name as the rule wrote it.
    public var limit: UInt64

    /// Makes a request.
    public init(name: TemplateText, limit: UInt64 = 100) {
        self.name = name
        self.limit = limit
    }

    func filled(_ values: TemplateValues) -> CaptureRequest {
        CaptureRequest(name: name.filled(values), limit: limit)
    }
}

/// What a paused request or reply waits for.
public struct PauseRequest: Equatable, Sendable {
    /// The gate's name.
    public var gate: String
    /// The longest wait, nanoseconds.
    public var limitNanoseconds: UInt64
    /// Whether later requests of the session wait too; otherwise only this reply is late.
    public var holdsSession: Bool

    /// Makes a request.
    public init(
        gate: String, limitNanoseconds: UInt64 = 600_000_000_000, holdsSession: Bool = true
    ) {
        self.gate = gate
        self.limitNanoseconds = limitNanoseconds
        self.holdsSession = holdsSession
    }
}
