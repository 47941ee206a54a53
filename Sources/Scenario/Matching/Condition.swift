public import SFTPWire

/// What a rule's `when`, or an expectation, asks of an event.
///
/// A test on a field the event does not have fails; `not` turns that round.
public indirect enum Condition: Sendable {
    /// All of these; none at all is always true.
    case all([Condition])
    /// At least one of these.
    case any([Condition])
    /// Not this.
    case not(Condition)
    /// The path, or the path behind the handle.
    case path(BytePattern)
    /// The new path of a rename or link.
    case newPath(BytePattern)
    /// The target text of a symbolic link.
    case target(BytePattern)
    /// The handle.
    case handle(BytePattern)
    /// The user.
    case user(BytePattern)
    /// The name of an EXTENDED request.
    case extensionName(BytePattern)
    /// The authentication method.
    case method(BytePattern)
    /// The connection number, from 1.
    case connection(NumberMatcher)
    /// The version negotiated, or asked for in INIT.
    case version(NumberMatcher)
    /// The offset, bytes.
    case offset(NumberMatcher)
    /// The length, bytes.
    case length(NumberMatcher)
    /// Offset plus length, bytes.
    case end(NumberMatcher)
    /// The packet type is one of these.
    case request([PacketType])
    /// The open flags, or what amounts to them from version 5 on.
    case flags(BitsMatcher)
    /// The flags of RENAME, from version 5 on.
    case renameFlags(BitsMatcher)
    /// The rights OPEN asks for, from version 5 on.
    case access(BitsMatcher)
    /// The modes of OPEN, from version 5 on.
    case modes(BitsMatcher)
    /// The disposition of OPEN is one of these, from version 5 on.
    case disposition([OpenDisposition])
    /// What BLOCK keeps others from.
    case lock(BitsMatcher)
    /// The control byte of REALPATH is one of these, at version 6.
    case control([RealpathControl])
    /// What a handle is of.
    case handleKind(HandleKind)
    /// The attributes a request carries, as bits of their flags.
    case attributes(BitsMatcher)
    /// What the operation came to, or what the client is told, is one of these codes; negated:
    /// neither is.
    case outcome([StatusCode], isNegated: Bool)
    /// What the client is told is (or is not) one of these codes.
    case status([StatusCode], isNegated: Bool)
    /// One of the event's numbers.
    case number(EventNumber, NumberMatcher)
    /// One of the event's texts.
    case text(EventText, BytePattern)
    /// The value of one attribute that a request sets, or that was answered.
    case attribute(AttributeTest)
    /// The bytes of a request or packet.
    case data(DataTest)
    /// Which way a packet goes.
    case direction(PacketDirection)
    /// The type byte of a packet is one of these.
    case packet([UInt8])
    /// Whether an authentication attempt was enough.
    case isAccepted(Bool)
    /// All these authentication methods may follow.
    case remaining([String])
    /// The machine with this index is in one of these states.
    case state(machine: Int, isOneOf: [Int])

    /// Always true.
    public static let always = Condition.all([])

    /// Whether the event passes.
    func matches(_ event: Event, _ context: inout MatchContext) -> Bool {
        switch self {
        case .all(let parts):
            for part in parts where !part.matches(event, &context) {
                return false
            }
            return true
        case .any(let parts):
            for part in parts where part.matches(event, &context) {
                return true
            }
            return false
        case .not(let part): return !part.matches(event, &context)
        case .path(let pattern): return Self.test(event.path, pattern, &context)
        case .newPath(let pattern): return Self.test(event.newPath, pattern, &context)
        case .target(let pattern): return Self.test(event.target, pattern, &context)
        case .handle(let pattern): return Self.test(event.handle, pattern, &context)
        case .user(let pattern): return Self.test(event.user, pattern, &context)
        case .extensionName(let pattern):
            return Self.test(event.extensionName, pattern, &context)
        case .method(let pattern): return Self.test(event.method, pattern, &context)
        case .connection(let number): return number.matches(UInt64(clamping: event.connection))
        case .version(let number): return event.version.map { number.matches(UInt64($0)) } ?? false
        case .offset(let number): return event.offset.map(number.matches) ?? false
        case .length(let number): return event.length.map(number.matches) ?? false
        case .end(let number): return event.end.map(number.matches) ?? false
        case .request(let types): return event.request.map(types.contains) ?? false
        case .flags(let bits): return event.openFlags.map { bits.matches($0.rawValue) } ?? false
        case .renameFlags(let bits):
            return event.renameFlags.map { bits.matches($0.rawValue) } ?? false
        case .access(let bits): return event.access.map { bits.matches($0.rawValue) } ?? false
        case .modes(let bits):
            return event.modes.map { bits.matches($0.withoutDisposition.rawValue) } ?? false
        case .disposition(let dispositions):
            return event.modes?.disposition.map(dispositions.contains) ?? false
        case .lock(let bits): return event.lock.map { bits.matches($0.rawValue) } ?? false
        case .control(let controls): return event.control.map(controls.contains) ?? false
        case .handleKind(let kind): return event.handleKind == kind
        case .attributes(let bits):
            return event.attributes.map { bits.matches($0.rawValue) } ?? false
        case .outcome(let codes, let isNegated):
            let isOne = [event.outcome, event.status].contains { $0.map(codes.contains) == true }
            return event.outcome != nil && isOne != isNegated
        case .status(let codes, let isNegated):
            return event.status.map { codes.contains($0) != isNegated } ?? false
        case .number(let field, let number):
            return field.value(in: event).map(number.matches) ?? false
        case .text(let field, let pattern):
            return field.contains(in: event) { pattern.matches($0.span, &context.machine) }
        case .attribute(let test):
            return event.attributeValues.map(test.matches) ?? false
        case .data(let test): return test.matches(event)
        case .direction(let direction): return event.direction == direction
        case .packet(let types): return event.packetType.map(types.contains) ?? false
        case .isAccepted(let isAccepted):
            return event.authentication?.isAccepted == isAccepted
        case .remaining(let methods):
            return event.authentication.map { $0.remaining.isSuperset(of: methods) } ?? false
        case .state(let machine, let states):
            return states.contains(context.states.state(of: machine, for: event))
        }
    }

    /// What has to be filled in of an event for it.
    var needs: EventNeeds {
        switch self {
        case .all(let parts), .any(let parts):
            parts.reduce(into: EventNeeds()) { $0.formUnion($1.needs) }
        case .not(let part): part.needs
        case .number(let field, _): field.needs
        case .text(let field, _): field.needs
        case .attribute: .attributeValues
        case .data(let test): test.needs
        default: []
        }
    }

    private static func test(
        _ bytes: [UInt8]?, _ pattern: BytePattern, _ context: inout MatchContext
    ) -> Bool {
        guard let bytes else { return false }
        return pattern.matches(bytes.span, &context.machine)
    }

    private static func test(
        _ text: String?, _ pattern: BytePattern, _ context: inout MatchContext
    ) -> Bool {
        guard let text else { return false }
        return pattern.matches(text.utf8.span, &context.machine)
    }
}

/// What matching needs beside the event; kept from one event to the next.
struct MatchContext: Sendable {
    /// Working memory for patterns.
    var machine = PatternMachine()
    /// The state machines.
    var states: StateTable
}

extension [String] {
    fileprivate func isSuperset(of others: [String]) -> Bool {
        others.allSatisfy { contains($0) }
    }
}
