import Scenario
import StrictJSON
import TestSupport

/// The scenario files of the repository.
enum ScenarioFiles {
    /// Wrong scenarios, each with what the loader says about it beside it.
    static let wrong = paths(in: "Tests/ScenarioTests/Diagnostics")

    /// The shipped scenarios.
    static let shipped = paths(in: "Scenarios").filter { $0.split(separator: "/").count == 3 }

    /// Reads an included file, by its path from `folder` of the repository.
    static func reader(_ folder: String = "") -> ScenarioLoader.Reader {
        { path in
            do throws(RepositoryFiles.ReadError) {
                let bytes = try RepositoryFiles.bytes(of: folder + path)
                return .success(SourceText(name: path, bytes: bytes))
            } catch {
                return .failure(ScenarioLoader.UnreadableFile(reason: "No such file or directory"))
            }
        }
    }

    /// None when the folder cannot be listed: tests ask for a number of files.
    private static func paths(in folder: String) -> [String] {
        (try? RepositoryFiles.paths(in: folder, suffix: ".json")) ?? []
    }
}

extension String {
    /// The name of the file this path leads to, without `.json`.
    var scenarioName: String {
        String(split(separator: "/").last?.dropLast(5) ?? "")
    }
}
