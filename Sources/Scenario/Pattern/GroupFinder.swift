/// Finds what the groups of a regular expression take of a text, for templates.
///
/// All ways to match go forward together, as in ``PatternMachine``, each with the positions it has
/// noted; of several matches the leftmost counts, and of those the one whose repetitions take as
/// much as they can.
struct GroupFinder: Sendable {
    /// Longer texts have no groups: no file system takes longer paths.
    private static let textLimit = 4_096

    private struct Way {
        let instruction: Int
        let slots: [Int?]
    }

    private let program: PatternProgram
    /// How many groups there are.
    let count: Int

    /// A finder for a regular expression; nil when it has too many steps.
    init?(regex: String) {
        guard let parsed = try? RegexParser.parseGroups(regex),
            let program = PatternProgram(parsed.node, keepsGroups: true)
        else { return nil }
        self.program = program
        count = parsed.groups
    }

    /// What each group took, by its number (0 is unused); nil for one that took no part.
    func groups(in text: [UInt8]) -> [[UInt8]?] {
        guard text.count <= Self.textLimit, let slots = match(text) else { return [] }
        return (0...count).map { group in
            guard let start = slots[2 * group], let end = slots[2 * group + 1], start <= end else {
                return nil
            }
            return Array(text[start..<end])
        }
    }

    private func match(_ text: [UInt8]) -> [Int?]? {
        var ways: [Way] = []
        var found: [Int?]?
        for position in 0...text.count {
            var queue = Queue(program.instructions, position: position, end: text.count)
            for way in ways { queue.add(way.instruction, way.slots) }
            // A match that begins later is worse than any that was found.
            if found == nil { queue.add(0, Array(repeating: nil, count: 2 * count + 2)) }
            ways = []
            for way in queue.waiting {
                if case .match = program.instructions[way.instruction] {
                    found = way.slots
                    break
                }
                guard position < text.count,
                    program.instructions[way.instruction].passes(text[position])
                else { continue }
                ways.append(Way(instruction: way.instruction + 1, slots: way.slots))
            }
            if ways.isEmpty, found != nil { break }
        }
        return found
    }

    /// What waits at one position, best way first.
    private struct Queue {
        private let instructions: [PatternProgram.Instruction]
        private let position: Int
        private let end: Int
        private var seen: Set<Int> = []
        private(set) var waiting: [Way] = []

        init(_ instructions: [PatternProgram.Instruction], position: Int, end: Int) {
            self.instructions = instructions
            self.position = position
            self.end = end
        }

        /// Adds what can be reached from an instruction without reading.
        mutating func add(_ first: Int, _ slots: [Int?]) {
            var stack = [Way(instruction: first, slots: slots)]
            while let way = stack.popLast() {
                let index = way.instruction
                guard seen.insert(index).inserted else { continue }
                switch instructions[index] {
                case .byte, .set, .match: waiting.append(way)
                case .jump(let target):
                    stack.append(Way(instruction: target, slots: way.slots))
                case .split(let left, let right):
                    stack.append(Way(instruction: right, slots: way.slots))
                    stack.append(Way(instruction: left, slots: way.slots))
                case .start:
                    if position == 0 { stack.append(Way(instruction: index + 1, slots: way.slots)) }
                case .end:
                    if position == end {
                        stack.append(Way(instruction: index + 1, slots: way.slots))
                    }
                case .save(let slot):
                    var slots = way.slots
                    if slots.indices.contains(slot) { slots[slot] = position }
                    stack.append(Way(instruction: index + 1, slots: slots))
                }
            }
        }
    }
}
