import SFTPWire
public import StrictJSON

/// One thing that a server does wrong to a client, as rules of a scenario.
public struct ClientFault: Sendable {
    /// What it is, such as `frame.length at fileRead`; faults of one kind differ in values only.
    public let kind: String
    /// The rules, which need each other.
    public var rules: [JSONValue]
    /// Whether a client cannot know that something is wrong: that it then stores something else
    /// proves nothing.
    public let isLie: Bool

    /// Makes a fault.
    public init(kind: String, rules: [JSONValue], isLie: Bool = false) {
        self.kind = kind
        self.rules = rules
        self.isLie = isLie
    }
}

/// What a client asks for when nothing is wrong: faults elsewhere would never be met.
public struct ClientProfile: Sendable {
    /// The version of SFTP it speaks.
    let version: ProtocolVersion
    /// How often each event came, by its name in scenarios, in the order of the names.
    let counts: [(event: String, count: Int)]

    /// Makes a profile; a version that there is not counts as 3.
    public init(version: UInt32, counts: [String: Int]) {
        self.version = ProtocolVersion(rawValue: version) ?? .v3
        self.counts = counts.sorted { $0.key < $1.key }.map { (event: $0.key, count: $0.value) }
    }

    /// How often this event came.
    func count(of event: String) -> Int {
        counts.first { $0.event == event }?.count ?? 0
    }
}
