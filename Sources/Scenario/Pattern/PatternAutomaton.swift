/// A ``PatternProgram`` with all its ways worked out beforehand: one table look-up per byte.
///
/// Some patterns have too many ways; for those there is no automaton and ``PatternMachine``
/// follows the program instead.
struct PatternAutomaton: Sendable {
    /// The most states: loading stays quick, and the table in the processor's cache.
    private static let stateLimit = 512
    /// The most instructions looked at while they are worked out, for patterns that wait for
    /// many things at once: a file has room for thousands of them.
    private static let workLimit = 1_000_000
    /// What the table holds where no way goes on.
    private static let dead = UInt16.max
    /// What the table holds where the pattern has matched, whatever follows.
    private static let matched = UInt16.max - 1

    /// The next state by state and class of byte.
    private var table: [UInt16] = []
    /// Whether the pattern has matched when the text ends in a state.
    private var matchesAtEnd: [Bool] = []
    /// The class of each byte: bytes that no instruction tells apart share one.
    private let classes: [UInt8]
    private let classCount: Int
    /// Whether the first state is a match already.
    private var startsMatched = false

    /// The bytes it takes in memory.
    var byteCount: Int {
        table.count * MemoryLayout<UInt16>.stride + matchesAtEnd.count + classes.count
    }

    /// Works out the ways of a program, or returns nil when there are too many.
    init?(_ program: PatternProgram, anywhere: Bool) {
        (classes, classCount) = Self.classes(of: program)
        guard build(program, anywhere: anywhere) else { return nil }
    }

    /// Whether the text matches.
    func matches(_ text: Span<UInt8>) -> Bool {
        guard !startsMatched else { return true }
        let state = table.withUnsafeBufferPointer { table in
            classes.withUnsafeBufferPointer { classes in
                // A state below `matched` is a row of the table, a class a column of it.
                var state: UInt16 = 0
                for index in text.indices {
                    let column = Int(classes[Int(text[index])])
                    state = table[Int(state) * classCount + column]
                    guard state < Self.matched else { break }
                }
                return state
            }
        }
        guard state < Self.matched else { return state == Self.matched }
        return matchesAtEnd[Int(state)]
    }

    /// Numbers the sets of bytes that no instruction of the program tells apart.
    private static func classes(of program: PatternProgram) -> ([UInt8], Int) {
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for instruction in program.instructions {
            var numbers: [Int: Int] = [:]
            for byte in 0..<256 {
                let passes = instruction.passes(UInt8(byte))
                let key = Int(classes[byte]) * 2 + (passes ? 1 : 0)
                let number = numbers[key] ?? numbers.count
                numbers[key] = number
                // There are 256 bytes, so never more than 256 classes.
                classes[byte] = UInt8(number)
            }
            count = numbers.count
        }
        return (classes, count)
    }

    private mutating func build(_ program: PatternProgram, anywhere: Bool) -> Bool {
        var sample = [UInt8](repeating: 0, count: classCount)
        for byte in 0..<256 {
            sample[Int(classes[byte])] = UInt8(byte)
        }
        let start = program.reach([0], atStart: true, atEnd: false)
        startsMatched = anywhere && start.isMatched
        // The first state has no number to be found by: only there `^` may still pass.
        var states = [start.waiting]
        var numbers: [[Int]: Int] = [:]
        matchesAtEnd = [program.reach([0], atStart: true, atEnd: true).isMatched]
        var next = 0
        var work = 0
        while next < states.count {
            work += classCount * states[next].count
            guard states.count <= Self.stateLimit, work <= Self.workLimit else { return false }
            for byte in sample {
                var entered = states[next].filter { program.instructions[$0].passes(byte) }
                    .map { $0 + 1 }
                if anywhere { entered.append(0) }
                let reached = program.reach(entered, atStart: false, atEnd: false)
                if anywhere && reached.isMatched {
                    table.append(Self.matched)
                } else if entered.isEmpty {
                    table.append(Self.dead)
                } else {
                    if numbers[reached.waiting] == nil {
                        numbers[reached.waiting] = states.count
                        states.append(reached.waiting)
                        let end = program.reach(entered, atStart: false, atEnd: true)
                        matchesAtEnd.append(end.isMatched)
                    }
                    table.append(UInt16(numbers[reached.waiting] ?? 0))
                }
            }
            next += 1
        }
        return true
    }
}

extension PatternProgram {
    /// What can be reached from `instructions` without reading: those that wait for a byte, for
    /// the end or for `match`, in order, and whether `match` is among them.
    fileprivate func reach(
        _ first: [Int], atStart: Bool, atEnd: Bool
    ) -> (waiting: [Int], isMatched: Bool) {
        var seen = Set<Int>()
        var stack = first
        var waiting: [Int] = []
        var isMatched = false
        while let index = stack.popLast() {
            guard seen.insert(index).inserted else { continue }
            switch instructions[index] {
            case .byte, .set: waiting.append(index)
            case .jump(let target): stack.append(target)
            case .split(let left, let right): stack += [left, right]
            case .start: if atStart { stack.append(index + 1) }
            case .end:
                waiting.append(index)
                if atEnd { stack.append(index + 1) }
            case .save: stack.append(index + 1)
            case .match:
                waiting.append(index)
                isMatched = true
            }
        }
        return (waiting.sorted(), isMatched)
    }
}

extension PatternProgram.Instruction {
    /// Whether the instruction reads a byte and takes this one.
    func passes(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let wanted): byte == wanted
        case .set(let set): set.contains(byte)
        default: false
        }
    }
}
