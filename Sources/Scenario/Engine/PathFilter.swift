/// Tells, of many rules that each ask for a path, those whose pattern a path meets, in one pass
/// over its bytes however many rules there are.
///
/// All patterns go forward together as one automaton whose states are worked out when a path
/// first leads to them. Its memory is bounded: full, it is emptied, and when that has happened
/// often it gives up, and the engine tries every rule as it does without a filter.
struct PathFilter: Sendable {
    /// Fewer patterns are tried one after the other in less time than one pass takes.
    static let leastPatterns = 8
    private static let stateLimit = 1_024
    /// The most waiting instructions of all states together.
    private static let waitingLimit = 256 * 1_024
    /// The most instructions of all patterns together; rules beyond them are always tried.
    private static let instructionLimit = 256 * 1_024
    private static let renewalLimit = 16
    private static let unknown = UInt16.max

    /// A pattern in the common program.
    private struct Part: Sendable {
        let position: Int
        let start: Int
        let anywhere: Bool
    }

    private struct State: Sendable {
        /// The instructions that wait, in order.
        var waiting: [Int32]
        /// The positions of the rules whose pattern is met when the text ends here, in order.
        var accepted: [Int]
    }

    /// The positions of the rules that ask for no path, or for too much of one: always tried.
    private(set) var others: [Int] = []
    private var instructions: [PatternProgram.Instruction] = []
    private var parts: [Part] = []
    /// For each instruction the part it belongs to.
    private var owners: [Int32] = []
    private var states: [State] = []
    private var numbers: [[Int32]: UInt16] = [:]
    /// The next state by state and byte.
    private var table: [UInt16] = []
    private var waitingCount = 0
    private var renewals = 0
    private var step: UInt32 = 0
    /// `seen[i]` is the step at which instruction i was last queued.
    private var seen: [UInt32] = []

    /// A filter for these rules, which are given in the order they are tried; nil when too few
    /// of them ask for a path.
    init?(_ candidates: [Int], of rules: [Rule]) {
        for (position, rule) in candidates.enumerated() {
            guard let pattern = rules[rule].condition.requiredPath, let program = pattern.program,
                instructions.count + program.instructions.count <= Self.instructionLimit
            else {
                others.append(position)
                continue
            }
            append(program, position, anywhere: pattern.matchesAnywhere)
        }
        guard parts.count >= Self.leastPatterns else { return nil }
        seen = Array(repeating: 0, count: instructions.count)
        begin()
    }

    private mutating func append(
        _ program: PatternProgram, _ position: Int, anywhere: Bool
    ) {
        let start = instructions.count
        for instruction in program.instructions {
            switch instruction {
            case .jump(let target): instructions.append(.jump(target + start))
            case .split(let left, let right):
                instructions.append(.split(left + start, right + start))
            default: instructions.append(instruction)
            }
            owners.append(Int32(parts.count))
        }
        parts.append(Part(position: position, start: start, anywhere: anywhere))
    }

    /// Whether it has given up.
    var isExhausted: Bool { renewals > Self.renewalLimit }

    /// The positions of the rules whose pattern `path` meets, in order.
    mutating func positions(for path: Span<UInt8>) -> [Int] {
        states[end(of: path)].accepted
    }

    /// Whether `path` meets a pattern.
    mutating func meets(_ path: Span<UInt8>) -> Bool {
        !states[end(of: path)].accepted.isEmpty
    }

    /// The state in which a path ends.
    private mutating func end(of path: Span<UInt8>) -> Int {
        var place = (state: 0, count: 0)
        follow(path, &place)
        while place.count < path.count {
            place.state = Int(advance(place.state, path[place.count]))
            place.count += 1
            follow(path, &place)
        }
        return place.state
    }

    /// Goes on from `place` as far as the states are worked out.
    private func follow(_ bytes: Span<UInt8>, _ place: inout (state: Int, count: Int)) {
        // A span: nothing is counted or looked up anew for each byte.
        let next = table.span
        var state = place.state
        for index in place.count..<bytes.count {
            let found = next[state << 8 | Int(bytes[index])]
            guard found != Self.unknown else {
                place = (state, index)
                return
            }
            state = Int(found)
        }
        place = (state, bytes.count)
    }

    /// Forgets all states but the first.
    private mutating func begin() {
        states.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        table.removeAll(keepingCapacity: true)
        waitingCount = 0
        step += 1
        var waiting: [Int32] = []
        for part in parts { reach(part.start, atStart: true, atEnd: false, &waiting) }
        _ = number(of: waiting, isFirst: true)
    }

    /// Works out where `byte` leads from a state; when there is no more room, from the
    /// beginning of the memory again.
    private mutating func advance(_ state: Int, _ byte: UInt8) -> UInt16 {
        step += 1
        var waiting: [Int32] = []
        for index in states[state].waiting {
            switch instructions[Int(index)] {
            case .byte, .set:
                guard instructions[Int(index)].passes(byte) else { continue }
                reach(Int(index) + 1, atStart: false, atEnd: false, &waiting)
            case .match where parts[Int(owners[Int(index)])].anywhere:
                // Found anywhere, found whatever follows.
                reach(Int(index), atStart: false, atEnd: false, &waiting)
            default: continue
            }
        }
        for part in parts where part.anywhere {
            reach(part.start, atStart: false, atEnd: false, &waiting)
        }
        let isFull =
            states.count >= Self.stateLimit || waitingCount + waiting.count > Self.waitingLimit
        if isFull, numbers[waiting.sorted()] == nil {
            renewals += 1
            begin()
            return number(of: waiting, isFirst: false)
        }
        let next = number(of: waiting, isFirst: false)
        table[state << 8 | Int(byte)] = next
        return next
    }

    /// The number of the state in which these instructions wait.
    private mutating func number(of reached: [Int32], isFirst: Bool) -> UInt16 {
        let waiting = reached.sorted()
        // Only in the first state may `^` still pass, so no text leads back to it.
        if !isFirst, let number = numbers[waiting] { return number }
        let number = UInt16(states.count)
        if !isFirst { numbers[waiting] = number }
        states.append(State(waiting: waiting, accepted: accepted(waiting, isFirst: isFirst)))
        waitingCount += waiting.count
        table.append(contentsOf: repeatElement(Self.unknown, count: 256))
        return number
    }

    /// The positions of the rules that match when the text ends where these instructions wait.
    private mutating func accepted(_ waiting: [Int32], isFirst: Bool) -> [Int] {
        step += 1
        var ended: [Int32] = []
        if isFirst {
            // The empty text is at its start and its end at once.
            for part in parts { reach(part.start, atStart: true, atEnd: true, &ended) }
        } else {
            for index in waiting { reach(Int(index), atStart: false, atEnd: true, &ended) }
        }
        var found: [Int] = []
        for index in ended.sorted() {
            guard case .match = instructions[Int(index)] else { continue }
            found.append(parts[Int(owners[Int(index)])].position)
        }
        return found
    }

    /// Adds what can be reached from an instruction without reading.
    private mutating func reach(
        _ first: Int, atStart: Bool, atEnd: Bool, _ waiting: inout [Int32]
    ) {
        var stack = [first]
        while let index = stack.popLast() {
            guard seen[index] != step else { continue }
            seen[index] = step
            switch instructions[index] {
            case .byte, .set, .match: waiting.append(Int32(index))
            case .jump(let target): stack.append(target)
            case .split(let left, let right): stack += [left, right]
            case .start: if atStart { stack.append(index + 1) }
            case .end:
                waiting.append(Int32(index))
                if atEnd { stack.append(index + 1) }
            case .save: stack.append(index + 1)
            }
        }
    }
}

extension Condition {
    /// A pattern that the path of every event has to meet that the condition holds for.
    var requiredPath: BytePattern? {
        switch self {
        case .path(let pattern): pattern
        case .all(let parts): parts.lazy.compactMap(\.requiredPath).first
        default: nil
        }
    }
}
