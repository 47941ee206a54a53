/// Changes to a packet's bytes, in the order of the properties.
public struct FrameEdit: Equatable, Sendable {
    /// What the length field says.
    public enum Length: Equatable, Sendable {
        /// This.
        case value(UInt32)
        /// The truth plus this, modulo 2^32.
        case offset(UInt32)
    }

    /// Bits of one byte that are turned over.
    public struct Flip: Equatable, Sendable {
        /// The byte, counted from the length field's first.
        public var offset: Int
        /// Its bits.
        public var mask: UInt8

        /// Makes a flip.
        public init(offset: Int, mask: UInt8) {
            self.offset = offset
            self.mask = mask
        }
    }

    /// How the bytes are handed to the transport.
    public struct Pieces: Equatable, Sendable {
        /// Where to cut.
        public enum Cut: Equatable, Sendable {
            /// Into pieces of this size.
            case every(Int)
            /// Before these bytes, ascending.
            case at([Int])
        }

        /// Where to cut.
        public var cut: Cut
        /// The wait between pieces, nanoseconds.
        public var pauseNanoseconds: UInt64

        /// Makes a division.
        public init(cut: Cut, pauseNanoseconds: UInt64 = 0) {
            self.cut = cut
            self.pauseNanoseconds = pauseNanoseconds
        }
    }

    /// Bytes added at the end, which the length field counts.
    public var append: [UInt8]
    /// The length field; nil: the truth, `append` counted.
    public var length: Length?
    /// Bits turned over; those behind the end do nothing.
    public var flips: [Flip]
    /// How many bits drawn from the seed are turned over behind the length field.
    public var randomFlips: Int
    /// How many bytes are sent, the length field's four counted; nil: all.
    public var truncate: Int?
    /// Bytes added at the end, which the length field does not count.
    public var garbage: [UInt8]
    /// How the bytes leave; nil: together.
    public var pieces: Pieces?

    /// Makes changes.
    public init(
        append: [UInt8] = [], length: Length? = nil, flips: [Flip] = [], randomFlips: Int = 0,
        truncate: Int? = nil, garbage: [UInt8] = [], pieces: Pieces? = nil
    ) {
        self.append = append
        self.length = length
        self.flips = flips
        self.randomFlips = randomFlips
        self.truncate = truncate
        self.garbage = garbage
        self.pieces = pieces
    }
}
