internal import Glibc
internal import Scenario
internal import StrictJSON

/// Scenario files as the commands read them.
enum ScenarioFiles {
    /// Larger files are refused unread; the parser has the same limit.
    private static let sizeLimit = 16 * 1024 * 1024

    /// Why a file cannot be read, in one line.
    struct Unreadable: Error {
        var line: String
    }

    /// Reads a file whole.
    static func read(_ path: String) throws(Unreadable) -> SourceText {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Unreadable(line: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return SourceText(name: path, bytes: bytes) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw Unreadable(line: "\(path): \(String(cString: strerror(errno)))")
            }
            guard bytes.count + count <= sizeLimit else {
                throw Unreadable(line: "\(path): larger than 16 MiB")
            }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// Reads and merges files; nil when one is wrong, with every problem in `diagnostics`.
    static func load(
        _ paths: [String]
    ) throws(Unreadable) -> (scenario: Scenario?, diagnostics: Diagnostics) {
        let diagnostics = Diagnostics()
        if paths.isEmpty { return (Scenario(), diagnostics) }
        var sources: [SourceText] = []
        for path in paths { sources.append(try read(path)) }
        let scenario = ScenarioLoader.load(files: sources, into: diagnostics)
        return (diagnostics.hasErrors ? nil : scenario, diagnostics)
    }
}
