internal import SFTPWire
public import Scenario

/// What a session keeps to beyond the drafts; there is none while it keeps to nothing.
public struct RestraintSpec: Equatable, Sendable {
    /// What the client may take.
    public var limits: LimitSpec
    /// Habits.
    public var quirks: QuirkSpec
    /// What may not be changed.
    public var readOnly: ReadOnlySpec

    /// Makes settings.
    public init(
        limits: LimitSpec = LimitSpec(), quirks: QuirkSpec = QuirkSpec(),
        readOnly: ReadOnlySpec = .nothing
    ) {
        self.limits = limits
        self.quirks = quirks
        self.readOnly = readOnly
    }

    /// Whether there is nothing to keep to.
    public var isEmpty: Bool { self == RestraintSpec() }

    /// Takes over what a rule says; others of its effects are left out.
    public mutating func apply(_ effect: FileEffect) {
        switch effect {
        case .limits(let more?): limits.merge(more)
        case .limits(nil): limits = LimitSpec()
        case .quirks(let more): quirks.merge(more)
        case .steps, .writePart: break
        }
    }
}

/// The restraints of one session with what it has to remember for them.
final class Restraints {
    /// What it keeps to.
    var spec: RestraintSpec
    /// When the client last sent something.
    var lastInputNanoseconds: UInt64 = 0
    /// The timer that looks for a client that sends nothing.
    var idleToken: UInt64?

    // The time at which a client that had always kept to its rate would be now.
    private var paceNanoseconds: UInt64 = 0

    init(_ spec: RestraintSpec) {
        self.spec = spec
    }

    /// How long a request has to wait for its turn; 0: it comes in time, and is counted.
    func wait(_ limit: RateLimit, now: UInt64) -> UInt64 {
        let ahead = Self.step(limit) * UInt64(max(1, limit.burst) - 1)
        let lead = max(paceNanoseconds, now) - now
        guard lead <= ahead else { return lead - ahead }
        count(limit, at: now)
        return 0
    }

    /// Counts a request that is taken up at a time.
    func count(_ limit: RateLimit, at time: UInt64) {
        paceNanoseconds = max(paceNanoseconds, time) + Self.step(limit)
    }

    private static func step(_ limit: RateLimit) -> UInt64 {
        1_000_000_000 / UInt64(max(1, limit.perSecond))
    }
}
