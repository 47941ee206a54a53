internal import Fuzzing
internal import StrictJSON

/// A finding's scenario that is run again with all that is looked at in a campaign.
struct ClientReplay: Sendable {
    /// Why it cannot be.
    struct Failure: Error {
        var reason: String
    }

    /// The file as it was named.
    let path: String
    private let text: String
    private let withoutRules: String
    private let isLie: Bool

    /// Reads the file.
    init(_ path: String) throws(Failure) {
        self.path = path
        let source: SourceText
        do throws(ScenarioFiles.Unreadable) {
            source = try ScenarioFiles.read(path)
        } catch {
            throw Failure(reason: error.line)
        }
        text = String(decoding: source.bytes, as: UTF8.self)
        do throws(ClientTrial.Problem) {
            _ = try ClientTrial.configuration(text, path)
        } catch {
            switch error {
            case .invalid(let reason), .notStarted(let reason): throw Failure(reason: reason)
            }
        }
        let parts = ClientScenario.parts(of: source)
        withoutRules = parts.withoutRules
        isLie = parts.isLie
    }

    /// Runs the client without the rules, twice, and then with them.
    func run(
        _ trial: ClientTrial, _ patterns: [LinePattern], memoryGrowth: UInt64
    ) async -> Result<ClientSymptom?, Failure> {
        switch await ClientBaseline.run(trial, text: withoutRules, name: path, patterns) {
        case .failure(let failure): return .failure(Failure(reason: failure.reason))
        case .success(let oracle):
            var trial = trial
            trial.memoryLimit = oracle.memoryLimit(growth: memoryGrowth)
            do throws(ClientTrial.Problem) {
                let seen = try await trial.run(
                    text, name: path, paths: Set(oracle.baseline.stored.keys))
                return .success(oracle.symptom(seen, isLie: isLie))
            } catch {
                switch error {
                case .invalid(let reason), .notStarted(let reason):
                    return .failure(Failure(reason: reason))
                }
            }
        }
    }
}
