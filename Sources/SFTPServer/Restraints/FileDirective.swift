internal import Scenario

/// What one decision asks of files, limits and habits.
struct FileDirective {
    /// Changes of files, in order.
    var steps: [FileStep] = []
    /// Limits and habits from now on, in order.
    var restraints: [FileEffect] = []
    /// How much of a block is stored; nil: all.
    var part: BlockPart?

    /// Whether what OPEN opens is kept from sight.
    var holdsFile = false

    /// Whether there is nothing to do now.
    var isEmpty: Bool { steps.isEmpty && restraints.isEmpty }

    mutating func add(_ effect: FileEffect) {
        switch effect {
        case .steps(let more):
            holdsFile = holdsFile || more.contains { $0.work == .hold }
            steps += more.filter { $0.work != .hold }
        case .limits, .quirks: restraints.append(effect)
        case .writePart(let part): self.part = part
        }
    }
}
