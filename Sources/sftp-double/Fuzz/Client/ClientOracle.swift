internal import Glibc

/// What a client did that no fault of a server excuses.
struct ClientSymptom: Hashable, Sendable {
    /// The ways in which a client can be wrong, the worst first.
    enum Kind: String, Sendable {
        /// It made, changed or removed something outside of its target folder.
        case outside
        /// A signal ended it, or it printed what programs print that fell over themselves.
        case crash
        /// It had not ended in time, although the server had closed the connection.
        case hang
        /// It took more memory than it may.
        case memory
        /// It says that all went well, and what is stored is not what it should be.
        case corruption
    }

    var kind: Kind
    /// Which one it is, in a few words that are the same each time.
    var detail: String

    /// Both, for people.
    var text: String { detail.isEmpty ? kind.rawValue : "\(kind.rawValue) (\(detail))" }
}

/// Compares a run with one in which nothing was wrong.
struct ClientOracle: Sendable {
    /// The regular expressions of lines that only a program prints that fell over itself.
    static let crashPatterns = [
        "^panic: ", "^fatal error: ", "^goroutine [0-9]+ \\[", "^Traceback \\(most recent call",
        "^Exception in thread", "PHP Fatal error", "\\((NoMethod|Name|Type|ZeroDivision)Error\\)",
        "panicked at", "^Unhandled exception", "AddressSanitizer", "runtime error: ",
        "terminate called", "stack smashing detected", "double free or corruption",
        "corrupted (size|double)", "^(malloc|free|realloc)\\(\\): ",
    ]

    /// What a run without faults left behind.
    let baseline: ClientTrial.Observation
    /// Whether files are compared pair by pair, as the user said, and nothing else.
    let hasPairs: Bool
    private let patterns: [LinePattern]

    init(baseline: ClientTrial.Observation, hasPairs: Bool, patterns: [LinePattern]) {
        self.baseline = baseline
        self.hasPairs = hasPairs
        self.patterns = patterns
    }

    /// What a process of the client may have, bytes.
    func memoryLimit(growth: UInt64) -> UInt64 {
        let (sum, overflow) = baseline.peakMemory.addingReportingOverflow(growth)
        return overflow ? .max : sum
    }

    /// What the client did wrong; nil when nothing.
    ///
    /// - Parameter isLie: whether the server told something that no client can know to be
    ///   wrong, so that contents prove nothing.
    func symptom(_ seen: ClientTrial.Observation, isLie: Bool) -> ClientSymptom? {
        let usual = Set(baseline.outside)
        let outside = seen.outside.filter { !usual.contains($0) }
        if !outside.isEmpty {
            let names = outside.joined(separator: ", ")
            return ClientSymptom(kind: .outside, detail: Self.short(names))
        }
        switch seen.ending {
        case .signaled(let number):
            return ClientSymptom(kind: .crash, detail: "signal \(number)")
        case .timedOut: return ClientSymptom(kind: .hang, detail: "")
        case .tooLarge: return ClientSymptom(kind: .memory, detail: "")
        case .exited(0): break
        case .exited:
            let crash = trace(seen.output)
            return crash.map { ClientSymptom(kind: .crash, detail: $0) }
        case .stopped, .notStarted: return nil
        }
        guard !isLie, let wrong = wrongContent(seen) else { return nil }
        return ClientSymptom(kind: .corruption, detail: wrong)
    }

    private func wrongContent(_ seen: ClientTrial.Observation) -> String? {
        if hasPairs { return seen.unequal.first.map { "\($0) differ" } }
        for (path, right) in baseline.fetched.sorted(by: { $0.key < $1.key }) {
            if let how = Self.difference(seen.fetched[path], right) {
                return "fetched \(path): \(how)"
            }
        }
        for path in baseline.stored.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let right = baseline.stored[path] ?? nil else { continue }
            if let how = Self.difference(seen.stored[path] ?? nil, right) {
                return "stored \(String(decoding: path, as: UTF8.self)): \(how)"
            }
        }
        return nil
    }

    private static func difference(_ found: [UInt8]?, _ right: [UInt8]) -> String? {
        guard let found else { return "missing" }
        if found == right { return nil }
        return found.count < right.count
            ? "too short" : found.count > right.count ? "too long" : "other bytes"
    }

    /// The line that shows a crash, without what differs from run to run.
    private func trace(_ output: String) -> String? {
        let lines = output.split(whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated()
        where patterns.contains(where: { $0.matches(String(line)) }) {
            // Python says what it was in the line behind the trace, which is not indented.
            let isTrace = line.hasPrefix("Traceback")
            let named = isTrace ? lines[(index + 1)...].first { !$0.hasPrefix(" ") } : line
            return Self.short(Self.withoutNumbers(String(named ?? line)))
        }
        return nil
    }

    /// The text with a `#` for each number, be it decimal or begun with `0x`.
    private static func withoutNumbers(_ text: String) -> String {
        var result = ""
        var isHex = false
        for character in text {
            if character == "x", result.last == "#" {
                isHex = true
            } else if isHex, character.isHexDigit {
                continue
            } else if !character.isHexDigit || !character.isNumber {
                isHex = false
                result.append(character)
            } else if result.last != "#" {
                result.append("#")
            }
        }
        return result
    }

    private static func short(_ text: String) -> String { String(text.prefix(120)) }
}

/// A POSIX extended regular expression (regex(7)) for one line.
final class LinePattern: @unchecked Sendable {
    // regexec(3) only reads what regcomp(3) made, and nothing else changes it until `deinit`.
    private var compiled = regex_t()

    /// Compiles it; nil when it is none.
    init?(_ text: String) {
        guard regcomp(&compiled, text, REG_EXTENDED | REG_NOSUB) == 0 else { return nil }
    }

    deinit { regfree(&compiled) }

    /// Whether it matches anywhere in the line.
    func matches(_ line: String) -> Bool { regexec(&compiled, line, 0, nil, 0) == 0 }
}
