internal import Synchronization

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

/// A set of pairs that grows while others read it.
public final class SharedEventInterest: Sendable {
    private let bits: Atomic<UInt64>

    /// A set that begins with these.
    public init(_ interest: EventInterest) {
        bits = Atomic(interest.bits)
    }

    /// The set as it is now.
    public var value: EventInterest {
        var interest = EventInterest()
        // Relaxed: who adds a pair makes what it stands for visible by a lock of its own.
        interest.bits = bits.load(ordering: .relaxed)
        return interest
    }

    /// Adds a pair.
    public func insert(_ kind: EventKind, _ phase: EventPhase) {
        var interest = EventInterest()
        interest.insert(kind, phase)
        _ = bits.bitwiseOr(interest.bits, ordering: .relaxed)
    }
}
