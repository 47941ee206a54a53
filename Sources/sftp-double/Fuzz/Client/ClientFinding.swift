internal import Fuzzing
internal import Glibc

/// Something that a client did wrong, with the smallest scenario in which it does.
struct ClientFinding: Sendable {
    var symptom: ClientSymptom
    var scenario: ClientScenario
    /// The run in which it was first seen.
    var run: UInt64
    /// How many of the tries with this scenario showed it.
    var hits: Int
    var tries: Int
    /// How many runs came to the same.
    var count = 1
    /// The file that was written; empty when it could not be.
    var file = ""

    /// The kinds of its faults, by which findings are told apart.
    var kinds: Set<String> { Set(scenario.kinds) }

    /// Writes its scenario into a folder, under a name that is free; false when it cannot.
    mutating func write(into folder: String, command: [String], seed: UInt64) -> Bool {
        var kept = scenario
        let base = Self.slug("\(symptom.kind.rawValue)-\(scenario.kinds.joined(separator: "-"))")
        kept.name = base
        kept.description =
            "\(symptom.text): \(command.joined(separator: " ")) (seed \(seed), run \(run), "
            + "\(hits) of \(tries) tries)"
        for number in 1...10_000 {
            let path = "\(folder)/\(base)\(number > 1 ? "-\(number)" : "").json"
            guard access(path, F_OK) != 0 else { continue }
            guard Output.replaceFile(path, with: String(kept.text.dropLast())) else {
                return false
            }
            file = path
            return true
        }
        return false
    }

    /// Letters, digits, dots and hyphens of a text.
    private static func slug(_ text: String) -> String {
        var result = ""
        for character in text.prefix(100) {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            if isPlain || character == "." {
                result.append(character)
            } else if result.last != "-" {
                result.append("-")
            }
        }
        return result
    }
}
