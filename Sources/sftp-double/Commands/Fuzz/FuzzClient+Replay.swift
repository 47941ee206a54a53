internal import ArgumentParser

extension Fuzz.Client {
    /// Runs the scenarios as they are, once each, and says what each one shows.
    func replay(
        _ trial: ClientTrial, _ patterns: [LinePattern], memoryGrowth: UInt64
    ) throws {
        var replays: [ClientReplay] = []
        for path in ScenarioFinder.files(scenarios) {
            do throws(ClientReplay.Failure) {
                replays.append(try ClientReplay(path))
            } catch {
                Output.error("sftp-double: \(error.reason)")
                throw ExitStatus.invalidInput.exitCode
            }
        }
        var rows: [[String]] = [["scenario", "what"]]
        var isBad = false
        for replay in replays where !trial.stop.isSet {
            let found = Waiting.result(of: {
                await replay.run(trial, patterns, memoryGrowth: memoryGrowth)
            })
            switch found {
            case .success(let symptom):
                isBad = isBad || symptom != nil
                rows.append([replay.path, symptom?.text ?? "nothing"])
            case .failure(let failure):
                Output.error("sftp-double: \(replay.path): \(failure.reason)")
                throw ExitStatus.invalidInput.exitCode
            case nil: break
            }
        }
        for line in ClientFuzzReport.columns(rows) { Output.line(line) }
        if isBad { throw ExitStatus.expectationFailed.exitCode }
    }
}
