/// Turns the line ends of the wire into those of stored text (draft-13 section 5.3).
///
/// Only an exact match is a line end: a lone half of it stays as it is. What may be the beginning
/// of a line end at the end of a block is kept back until the next block or `finish` decides.
struct LineEndFolder {
    private let newline: [UInt8]
    /// For each count of matched bytes the next shorter count that can still be a match
    /// (Knuth, Morris and Pratt), as in CR CR LF the second CR begins anew.
    private let fallback: [Int]
    private var matched = 0

    /// Makes a converter from `newline`, which is not empty.
    init(newline: [UInt8]) {
        self.newline = newline
        var fallback = [0, 0]
        var length = 0
        for index in newline.indices.dropFirst() {
            while length > 0, newline[index] != newline[length] { length = fallback[length] }
            if newline[index] == newline[length] { length += 1 }
            fallback.append(length)
        }
        self.fallback = fallback
    }

    /// How many bytes are kept back.
    var keptCount: Int { matched }

    /// Appends the stored form of a block to `text`.
    mutating func fold(_ block: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + matched + block.count)
        for byte in block {
            while matched > 0, byte != newline[matched] {
                let shorter = fallback[matched]
                text.append(contentsOf: newline[..<(matched - shorter)])
                matched = shorter
            }
            if byte == newline[matched] {
                matched += 1
                guard matched == newline.count else { continue }
                text.append(UInt8(ascii: "\n"))
                matched = 0
            } else {
                text.append(byte)
            }
        }
    }

    /// Appends what was kept back: no line end will come of it.
    mutating func finish(into text: inout [UInt8]) {
        text.append(contentsOf: newline[..<matched])
        matched = 0
    }
}
