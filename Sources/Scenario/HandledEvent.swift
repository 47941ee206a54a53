public import SFTPWire

/// An event as a Swift closure sees it: every field can be read, and methods say what is to
/// happen, with the same effects that the actions of a scenario have.
///
/// What has no meaning for the kind of event or its phase is ignored, as there is no loader that
/// could refuse it. Of effects that exclude each other the later one wins.
@dynamicMemberLookup
public struct HandledEvent: Sendable {
    /// The event itself; its fields can be read without naming it.
    public let event: Event
    /// What is to happen, in the order it was said.
    public private(set) var effects: [Effect] = []

    /// Makes an event that nothing was said about yet.
    public init(_ event: Event) {
        self.event = event
    }

    /// A field of the event.
    public subscript<Value>(dynamicMember field: KeyPath<Event, Value>) -> Value {
        event[keyPath: field]
    }

    /// The path, or the path behind the handle, as text; what is no UTF-8 is replaced.
    public var pathText: String? {
        event.path.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Makes any effect happen that an action can have.
    public mutating func perform(_ effect: Effect) {
        effects.append(effect)
    }

    /// Answers with a status: before, nothing is done; after, it was done, but this is what the
    /// client is told.
    ///
    /// - Parameters:
    ///   - code: sent as it is, whatever the version knows.
    ///   - message: nil: the code's default sentence.
    ///   - language: the language tag; nil: `en`.
    ///   - errorData: what follows the tag at version 5 and above (draft-13 section 9.1).
    public mutating func answer(
        _ code: StatusCode, message: String? = nil, language: String? = nil,
        errorData: [UInt8] = []
    ) {
        perform(
            .status(
                StatusReplacement(
                    code: code, message: message.map { TemplateText(Array($0.utf8)) },
                    language: language.map { Array($0.utf8) }, errorData: errorData)))
    }

    /// Answers READ with these bytes.
    public mutating func answer(data: [UInt8]) {
        perform(.content(.data(DataAnswer(.bytes(TemplateText(data))))))
    }

    /// Hands out this handle (OPEN, OPENDIR).
    public mutating func answer(handle: [UInt8]) {
        perform(.content(.handle(HandleAnswer(.chosen(TemplateText(handle))))))
    }

    /// Changes attributes of the reply, or of the request that carries some.
    public mutating func change(_ attributes: AttributePatch) {
        perform(.attributes(attributes))
    }

    /// Does not perform the operation and says that it worked.
    public mutating func skip() {
        perform(.skipOperation)
    }

    /// Waits, without holding up a thread.
    ///
    /// - Parameters:
    ///   - duration: how long; negative: not at all.
    ///   - holdingSession: whether later requests of the session wait too.
    public mutating func delay(_ duration: Duration, holdingSession: Bool = true) {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        perform(
            .delay(nanoseconds: overflow || carry ? .max : sum, holdsSession: holdingSession))
    }

    /// Sends no reply: before, nothing is done either; after, it was done.
    public mutating func drop() {
        perform(.dropReply)
    }

    /// Ends the channel or the connection without a reply.
    public mutating func end(_ fault: ConnectionFault) {
        perform(.endConnection(fault))
    }

    /// Lets the user in, whatever was presented (`userAuthRequest`).
    ///
    /// While a closure handles that event, any key may be offered and any dialogue be opened:
    /// clients sign and answer only then, and the closure decides on what they send.
    public mutating func accept() {
        perform(.acceptAuthentication)
    }

    /// Refuses the attempt (`userAuthRequest`).
    public mutating func deny() {
        perform(.denyAuthentication)
    }

    /// Calls the attempt right and asks for one of these methods next (RFC 4252 names).
    public mutating func acceptPartly(remaining: [String]) {
        perform(.partialSuccess(remaining: remaining))
    }
}
