/// Runs a ``PatternProgram`` over bytes: all ways to match go forward together, so the time
/// is at most bytes times instructions whatever the pattern (Thompson's construction).
///
/// The machine only holds working memory, kept from one match to the next so that matching
/// does not allocate.
struct PatternMachine: Sendable {
    private var current: [Int] = []
    private var next: [Int] = []
    private var stack: [Int] = []
    /// `seen[i]` is the step at which instruction i was last queued.
    private var seen: [UInt64] = []
    private var step: UInt64 = 0

    /// Makes a machine with no memory yet.
    init() {}

    /// Whether the program matches the whole text, or any part of it when `anywhere`.
    mutating func matches(_ program: PatternProgram, _ text: Span<UInt8>, anywhere: Bool) -> Bool {
        let instructions = program.instructions
        while seen.count < instructions.count {
            seen.append(0)
        }
        next.removeAll(keepingCapacity: true)
        step += 1
        if queue(0, instructions, atStart: true, atEnd: text.isEmpty) {
            if anywhere || text.isEmpty { return true }
        }
        swap(&current, &next)
        for position in 0..<text.count {
            let byte = text[position]
            let isLast = position + 1 == text.count
            next.removeAll(keepingCapacity: true)
            step += 1
            var matched = false
            for index in current {
                if instructions[index].passes(byte),
                    queue(index + 1, instructions, atStart: false, atEnd: isLast)
                {
                    matched = true
                }
            }
            if anywhere, queue(0, instructions, atStart: false, atEnd: isLast) {
                matched = true
            }
            if matched && (anywhere || isLast) { return true }
            if next.isEmpty && !anywhere { return false }
            swap(&current, &next)
        }
        return false
    }

    /// Queues what can be reached from `first` without reading; true when `match` is reached.
    private mutating func queue(
        _ first: Int, _ instructions: [PatternProgram.Instruction], atStart: Bool, atEnd: Bool
    ) -> Bool {
        var matched = false
        stack.append(first)
        while let index = stack.popLast() {
            guard seen[index] != step else { continue }
            seen[index] = step
            switch instructions[index] {
            case .byte, .set: next.append(index)
            case .jump(let target): stack.append(target)
            case .split(let left, let right):
                stack.append(right)
                stack.append(left)
            case .start: if atStart { stack.append(index + 1) }
            case .end: if atEnd { stack.append(index + 1) }
            case .save: stack.append(index + 1)
            case .match: matched = true
            }
        }
        return matched
    }
}
