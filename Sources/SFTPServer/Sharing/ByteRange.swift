/// Bytes of a file from `first` to `last`, both included, so that the largest range has an end.
struct ByteRange: Hashable, Sendable {
    let first: UInt64
    let last: UInt64

    /// The range of `length` bytes at `offset`, as far as offsets reach; nil when it is empty.
    init?(offset: UInt64, length: UInt64) {
        guard length > 0 else { return nil }
        let (last, overflow) = offset.addingReportingOverflow(length - 1)
        first = offset
        self.last = overflow ? .max : last
    }
}
