internal import ArgumentParser
internal import StrictJSON

/// Durations and sizes on the command line, written as in scenarios.
enum OptionQuantity {
    /// Seconds, from a millisecond to a day; `option` is named in the complaint.
    static func seconds(_ text: String, option: String) throws -> Double {
        let kind = Kind<UInt64>.duration(1_000_000...86_400_000_000_000)
        return Double(try read(text, kind, option)) / 1e9
    }

    /// Bytes.
    static func bytes(_ text: String, option: String) throws -> UInt64 {
        try read(text, Kind<UInt64>.size, option)
    }

    private static func read(
        _ text: String, _ kind: Kind<UInt64>, _ option: String
    ) throws -> UInt64 {
        let diagnostics = Diagnostics()
        let source = SourceText(name: option, text: JSONValue.string(text).text())
        guard let value = kind.read(source, into: diagnostics) else {
            throw ValidationError("\(option): \(diagnostics.all.first?.text ?? text)")
        }
        return value
    }
}
