/// A set of (event kind, phase) pairs: what somebody wants to be asked about.
///
/// A session tests membership before it builds an ``Event``, so that traffic no rule looks at
/// costs one bit test per request.
public struct EventInterest: Equatable, Sendable {
    @usableFromInline var bits: UInt64 = 0

    /// Nothing.
    public init() {}

    /// Whether the set has this pair.
    @inlinable
    public func contains(_ kind: EventKind, _ phase: EventPhase) -> Bool {
        bits & (1 << UInt64(kind.index * 2 + phase.index)) != 0
    }

    /// Adds a pair.
    @inlinable
    public mutating func insert(_ kind: EventKind, _ phase: EventPhase) {
        bits |= 1 << UInt64(kind.index * 2 + phase.index)
    }

    /// Whether nothing is in the set.
    @inlinable
    public var isEmpty: Bool { bits == 0 }
}
