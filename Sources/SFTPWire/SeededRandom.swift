/// The package's only random generator: SplitMix64, the same numbers on every platform.
///
/// Not for secrets. Numbers come from `next` and `next(below:)`, not from the standard
/// library's ranges and shuffles, whose use of a generator may change between releases.
public struct SeededRandom: RandomNumberGenerator, Equatable, Sendable {
    private var state: UInt64

    /// Makes a generator; equal seeds give equal numbers.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; 0 for bounds below 1.
    ///
    /// The bias of the multiplication is under 2^-32 for the bounds in use here.
    public mutating func next(below bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A generator of its own for part `index` of the work, so that parts can run in any order.
    public func branch(_ index: UInt64) -> SeededRandom {
        var mixer = SeededRandom(seed: state ^ (index &* 0xd1b5_4a32_d192_ed03))
        return SeededRandom(seed: mixer.next())
    }
}
