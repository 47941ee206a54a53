/// Turns the line ends of stored text into those of the wire (draft-13 section 5.3).
///
/// A line end that does not fit in the space of one call is finished by the next one.
struct LineEndExpander {
    private let newline: [UInt8]
    /// How many bytes of a line end have been written whose other bytes are owed.
    private var written = 0

    /// Makes a converter to `newline`, which is not empty.
    init(newline: [UInt8]) {
        self.newline = newline
    }

    /// Whether the end of a line is still owed, although its bytes were all read.
    var owes: Bool { written > 0 }

    /// Converts from the front of `text` as much as fits into `space`.
    ///
    /// Returns how many bytes were read and how many written.
    mutating func expand(
        _ text: UnsafeRawBufferPointer, into space: UnsafeMutableRawBufferPointer
    ) -> (read: Int, written: Int) {
        var input = 0
        var output = 0
        while output < space.count {
            if written > 0 {
                space[output] = newline[written]
                output += 1
                written = (written + 1) % newline.count
            } else if input == text.count {
                break
            } else if text[input] == UInt8(ascii: "\n") {
                input += 1
                space[output] = newline[0]
                output += 1
                written = 1 % newline.count
            } else {
                space[output] = text[input]
                input += 1
                output += 1
            }
        }
        return (input, output)
    }

    /// Forgets what is owed: the next call begins somewhere else.
    mutating func reset() { written = 0 }
}
