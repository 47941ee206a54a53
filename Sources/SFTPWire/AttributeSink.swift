/// What becomes of the fields of an ATTRS value while it is read: kept, or only checked.
///
/// One reader knows how the fields lie; it is compiled once for each sink, so that what a sink
/// does not keep costs its check alone.
protocol AttributeSink {
    /// Whether entries of lists are copied.
    static var keepsLists: Bool { get }

    /// Takes a number.
    mutating func number(_ store: (inout FileAttributes.Numbers) -> Void)
    /// Takes a string or list; a sink that keeps no entries is given empty lists.
    mutating func part(_ store: (inout RareAttributes.Values) -> Void)
}

/// Keeps nothing.
struct CheckedAttributes: AttributeSink {
    static var keepsLists: Bool { false }
    @inline(__always)
    mutating func number(_ store: (inout FileAttributes.Numbers) -> Void) {}
    @inline(__always)
    mutating func part(_ store: (inout RareAttributes.Values) -> Void) {}
}

/// Keeps everything.
struct CopiedAttributes: AttributeSink {
    var numbers = FileAttributes.Numbers()
    var rare: RareAttributes.Values?

    static var keepsLists: Bool { true }
    @inline(__always)
    mutating func number(_ store: (inout FileAttributes.Numbers) -> Void) { store(&numbers) }
    mutating func part(_ store: (inout RareAttributes.Values) -> Void) {
        var values = rare.take() ?? RareAttributes.Values()
        store(&values)
        rare = values
    }
}
