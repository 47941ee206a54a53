/// What a client does when nothing is wrong.
enum ClientBaseline {
    /// Why a client cannot be judged.
    struct Failure: Error {
        var reason: String
    }

    /// Runs the client twice without faults: it has to say that all is well, and what it does
    /// differently the second time proves nothing later.
    static func run(
        _ trial: ClientTrial, text: String, name: String? = nil, _ patterns: [LinePattern]
    ) async -> Result<ClientOracle, Failure> {
        do throws(ClientTrial.Problem) {
            var trial = trial
            trial.memoryLimit = .max
            var first = try await trial.run(text, name: name)
            guard first.isSuccess else { return .failure(refused(first)) }
            guard first.unequal.isEmpty else {
                return .failure(
                    Failure(reason: "without faults these differ: \(first.unequal[0])"))
            }
            let second = try await trial.run(text, name: name)
            guard second.isSuccess else { return .failure(refused(second)) }
            first.fetched = first.fetched.filter { second.fetched[$0.key] == $0.value }
            first.stored = first.stored.filter { second.stored[$0.key] == $0.value }
            first.outside += second.outside
            first.peakMemory = max(first.peakMemory, second.peakMemory)
            return .success(
                ClientOracle(baseline: first, hasPairs: !trial.pairs.isEmpty, patterns: patterns))
        } catch {
            switch error {
            case .invalid(let reason), .notStarted(let reason):
                return .failure(Failure(reason: reason))
            }
        }
    }

    private static func refused(_ seen: ClientTrial.Observation) -> Failure {
        let how =
            switch seen.ending {
            case .exited(let code): "exits with \(code)"
            case .signaled(let number): "is ended by signal \(number)"
            case .timedOut: "does not end in time"
            case .tooLarge, .stopped, .notStarted: "does not end by itself"
            }
        let output = seen.output.isEmpty ? "" : "; it printed:\n\(seen.output)"
        return Failure(reason: "without any fault the client \(how)\(output)")
    }
}
