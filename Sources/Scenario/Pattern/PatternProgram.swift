/// A pattern as instructions for ``PatternMachine``.
struct PatternProgram: Sendable {
    /// One step; `split` and `jump` are followed without reading a byte.
    enum Instruction: Sendable {
        case byte(UInt8)
        case set(ByteSet)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        /// Notes the position in a slot; only in programs that are made to keep groups.
        case save(Int)
        case match
    }

    /// The instructions; execution starts at 0 and `match` is the last one.
    private(set) var instructions: [Instruction] = []
    /// The bytes it takes in memory.
    var byteCount: Int { instructions.count * MemoryLayout<Instruction>.stride }
    /// Nodes visited; bounds repetitions of nothing, which add no instruction.
    private var work = 0

    /// Whether positions of groups are noted: slot 2n where group n begins, 2n+1 where it ends.
    private let keepsGroups: Bool

    /// Compiles `node`, or returns nil when it takes too many instructions.
    init?(_ node: PatternNode, keepsGroups: Bool = false) {
        self.keepsGroups = keepsGroups
        guard emit(node), append(.match) else { return nil }
    }

    private mutating func append(_ instruction: Instruction) -> Bool {
        guard instructions.count < PatternLimits.instructions else { return false }
        instructions.append(instruction)
        return true
    }

    private mutating func emit(_ node: PatternNode) -> Bool {
        work += 1
        guard work <= 10 * PatternLimits.instructions else { return false }
        switch node {
        case .empty: return true
        case .byte(let byte): return append(.byte(byte))
        case .set(let set): return append(.set(set))
        case .start: return append(.start)
        case .end: return append(.end)
        case .sequence(let parts):
            for part in parts {
                guard emit(part) else { return false }
            }
            return true
        case .group(let number, let body):
            guard keepsGroups else { return emit(body) }
            return append(.save(2 * number)) && emit(body) && append(.save(2 * number + 1))
        case .alternatives(let choices): return emit(alternatives: choices)
        case .repetition(let body, let least, let most):
            for _ in 0..<least {
                guard emit(body) else { return false }
            }
            guard let most else { return emit(loop: body) }
            return emit(optional: body, times: most - least)
        }
    }

    private mutating func emit(alternatives choices: [PatternNode]) -> Bool {
        var exits: [Int] = []
        for (position, choice) in choices.enumerated() {
            guard position + 1 < choices.count else {
                guard emit(choice) else { return false }
                break
            }
            let split = instructions.count
            guard append(.split(split + 1, 0)), emit(choice) else { return false }
            exits.append(instructions.count)
            guard append(.jump(0)) else { return false }
            instructions[split] = .split(split + 1, instructions.count)
        }
        for exit in exits {
            instructions[exit] = .jump(instructions.count)
        }
        return true
    }

    private mutating func emit(loop body: PatternNode) -> Bool {
        let split = instructions.count
        guard append(.split(split + 1, 0)), emit(body), append(.jump(split)) else { return false }
        instructions[split] = .split(split + 1, instructions.count)
        return true
    }

    private mutating func emit(optional body: PatternNode, times: Int) -> Bool {
        var splits: [Int] = []
        for _ in 0..<times {
            splits.append(instructions.count)
            guard append(.split(instructions.count + 1, 0)), emit(body) else { return false }
        }
        for split in splits {
            instructions[split] = .split(split + 1, instructions.count)
        }
        return true
    }
}
