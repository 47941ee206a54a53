internal import ArgumentParser
internal import Scenario
internal import StrictJSON

/// Durations on the command line, written as in scenarios: `30s`, `250ms`, `2m`.
enum DurationText {
    /// The duration in seconds; `option` is named in the error.
    static func seconds(_ text: String, option: String) throws -> Double {
        let diagnostics = Diagnostics()
        let source = SourceText(name: option, text: JSONValue.string(text).text())
        let kind = Kind<UInt64>.duration(1_000_000...86_400_000_000_000)
        guard let nanoseconds = kind.read(source, into: diagnostics) else {
            throw ValidationError("\(option): \(diagnostics.all.first?.text ?? text)")
        }
        return Double(nanoseconds) / 1e9
    }
}
