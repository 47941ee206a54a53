/// Finds the known name that an unknown one was probably meant to be.
public enum EditDistance {
    /// Longer names are not compared: the work grows with the product of the lengths.
    private static let longestName = 64

    /// The number of insertions, deletions, replacements and swaps of neighbours between two names.
    public static func between(_ first: some StringProtocol, _ second: some StringProtocol) -> Int {
        let first = Array(first.utf8)
        let second = Array(second.utf8)
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(second.count + 1)
            for (column, other) in second.enumerated() {
                var best = previous[column] + (byte == other ? 0 : 1)
                best = min(best, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[second.count]
    }

    /// The nearest candidate, or nil when none is near; of equally near ones the first.
    ///
    /// Near is a third of the name's length, at least one edit, upper and lower case taken as
    /// equal; a beginning of three or more characters is near as well.
    public static func nearest<Candidate: StringProtocol>(
        to name: some StringProtocol, among candidates: some Sequence<Candidate>
    ) -> Candidate? {
        guard !name.isEmpty, name.utf8.count <= longestName else { return nil }
        let wanted = name.lowercased()
        let farthest = max(1, wanted.utf8.count / 3)
        var best: (candidate: Candidate, distance: Int)?
        for candidate in candidates where candidate.utf8.count <= longestName {
            let known = candidate.lowercased()
            var distance = between(wanted, known)
            if wanted.utf8.count >= 3, known.utf8.count >= 3,
                known.hasPrefix(wanted) || wanted.hasPrefix(known)
            {
                distance = min(distance, farthest)
            }
            if distance <= farthest, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }
}
