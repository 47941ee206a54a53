internal import SFTPDouble
internal import Scenario

/// What a client made of one scenario.
struct RunResult: Sendable {
    /// What it came to, in a word.
    enum Verdict: String, Sendable {
        /// Every expectation was met.
        case ok
        /// An expectation was not met, or a required rule did not act.
        case failed
        /// The client had to be killed when its time was up.
        case hang
        /// A signal ended the client.
        case crash
        /// The double or the client could not be started.
        case error
        /// The run was stopped before, or while, it was its turn.
        case stopped
    }

    /// The scenario's file as it was named.
    var scenario: String
    /// How the client ended; nil when it was not started.
    var ending: ClientProcess.Ending?
    /// What became of expectations and rules; nil when there was no double.
    var report: VerificationReport?
    /// What the client printed.
    var output = ""
    /// How long the client ran.
    var seconds = 0.0
    /// Why there was no double.
    var problem: String?

    /// What it came to.
    var verdict: Verdict {
        if problem != nil { return .error }
        switch ending {
        case nil, .stopped: return .stopped
        case .notStarted, .tooLarge: return .error
        case .timedOut: return .hang
        case .signaled: return .crash
        case .exited: return report?.isPassed == true ? .ok : .failed
        }
    }

    /// How the client ended, in a word or two.
    var clientText: String {
        switch ending {
        case nil: "not started"
        case .exited(let code): "exit \(code)"
        case .signaled(let number): "signal \(number)"
        case .timedOut, .tooLarge: "killed"
        case .stopped: "stopped"
        case .notStarted: "not started"
        }
    }

    /// What went wrong, in one line; nil when nothing did.
    var summary: String? {
        switch verdict {
        case .ok: nil
        case .failed:
            report?.failures.first?.failure?.problem
                ?? report?.missingRules.first.map { "required rule \($0) did not act" }
        case .hang: "the client did not end in time"
        case .crash: "the client was ended by a signal"
        case .stopped: "the run was stopped"
        case .error:
            if let problem {
                problem
            } else if case .notStarted(let reason) = ending {
                "the client could not be started: \(reason)"
            } else {
                "the client could not be started"
            }
        }
    }

    /// The cases of the JUnit report: how the client ended, then expectations and rules.
    var suite: JUnitReport.Suite {
        let client: JUnitReport.Case.Outcome =
            switch verdict {
            case .ok, .failed: .passed
            case .stopped where ending == nil: .skipped("the run was stopped")
            case .hang, .crash, .error, .stopped: .failed(summary ?? "", [])
            }
        let cases = [
            JUnitReport.Case(name: "client ends", outcome: client, seconds: seconds)
        ]
        return JUnitReport.Suite(
            name: scenario, cases: cases + (report.map { JUnitReport.cases($0) } ?? []),
            seconds: seconds, output: output)
    }
}
