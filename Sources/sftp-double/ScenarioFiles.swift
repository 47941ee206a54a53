internal import Glibc
internal import Scenario
internal import StrictJSON

/// Scenario files as the commands read them.
enum ScenarioFiles {
    /// Larger files are refused unread; the parser has the same limit.
    static let sizeLimit = 16 * 1024 * 1024

    /// Why a file cannot be read, in one line.
    struct Unreadable: Error {
        let path: String
        let reason: String

        var line: String { "\(path): \(reason)" }
    }

    /// Reads a file whole.
    static func read(
        _ path: String, sizeLimit: Int = ScenarioFiles.sizeLimit
    ) throws(Unreadable) -> SourceText {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return SourceText(name: path, bytes: bytes) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw Unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            guard bytes.count + count <= sizeLimit else {
                throw Unreadable(path: path, reason: "larger than \(sizeLimit >> 20) MiB")
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
        let scenario = ScenarioLoader.load(
            files: sources, reading: readIncluded, into: diagnostics)
        return (diagnostics.hasErrors ? nil : scenario, diagnostics)
    }

    private static func readIncluded(
        _ path: String
    ) -> Result<SourceText, ScenarioLoader.UnreadableFile> {
        do throws(Unreadable) {
            return .success(try read(path))
        } catch {
            return .failure(ScenarioLoader.UnreadableFile(reason: error.reason))
        }
    }
}
