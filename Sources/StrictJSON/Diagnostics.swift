/// All problems found so far; every reader of one load adds to the same collection.
public final class Diagnostics {
    /// How many problems are kept; the rest are only counted, so that a hostile file of megabytes
    /// cannot make a report of gigabytes.
    public static let limit = 100

    private var kept: [Diagnostic] = []
    /// Problems beyond the limit.
    public private(set) var omittedCount = 0
    /// True once an error was added.
    public private(set) var hasErrors = false

    /// Bytes that what is made of the texts of this load may still take: a text of a few letters
    /// can stand for much more.
    public private(set) var memoryLeft = Diagnostics.memoryLimit

    /// How many bytes what is made of the texts of one load may take.
    public static let memoryLimit = 256 << 20

    /// An empty collection.
    public init() {}

    /// Takes bytes from ``memoryLeft``; false, and nothing taken, when there are not so many.
    public func takeMemory(_ count: Int) -> Bool {
        guard count <= memoryLeft else { return false }
        memoryLeft -= count
        return true
    }

    /// True while there is no problem at all.
    public var isEmpty: Bool {
        kept.isEmpty
    }

    /// True when one more problem would only be counted.
    var isFull: Bool {
        kept.count >= Self.limit
    }

    /// Adds a problem; when there is no room, an error takes the place of a warning.
    public func add(_ diagnostic: Diagnostic) {
        hasErrors = hasErrors || diagnostic.severity == .error
        guard isFull else {
            kept.append(diagnostic)
            return
        }
        omittedCount += 1
        guard diagnostic.severity == .error,
            let warning = kept.lastIndex(where: { $0.severity == .warning })
        else { return }
        kept.remove(at: warning)
        kept.append(diagnostic)
    }

    /// Adds an error.
    public func error(_ message: String, suggestion: String? = nil, at place: Place) {
        add(Diagnostic(.error, message, suggestion: suggestion, at: place))
    }

    /// Adds a warning.
    public func warning(_ message: String, suggestion: String? = nil, at place: Place) {
        add(Diagnostic(.warning, message, suggestion: suggestion, at: place))
    }

    /// The problems file by file, in the order the files came up, and from top to bottom in each.
    public var all: [Diagnostic] {
        var fileOrder: [ObjectIdentifier: Int] = [:]
        for diagnostic in kept {
            let file = ObjectIdentifier(diagnostic.place.source)
            fileOrder[file] = fileOrder[file] ?? fileOrder.count
        }
        let ranked = kept.enumerated().map { order, diagnostic in
            let place = diagnostic.place
            let file = fileOrder[ObjectIdentifier(place.source)] ?? 0
            return (rank: (file, place.span.start, order), diagnostic: diagnostic)
        }
        return ranked.sorted { $0.rank < $1.rank }.map(\.diagnostic)
    }

    /// All problems as shown to people, a blank line between two, and a last line for the omitted.
    public func render() -> String {
        (all.map { $0.render() } + [omission].compactMap { $0 }).joined(separator: "\n\n")
    }

    /// The line that stands for the omitted problems; nil when there are none.
    public var omission: String? {
        switch omittedCount {
        case 0: nil
        case 1: "… and 1 more problem"
        default: "… and \(omittedCount) more problems"
        }
    }
}
