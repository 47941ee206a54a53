import SFTPServer
import Scenario
import Synchronization

/// Questions of rules that tests answer, all of them equally.
final class Calls: Sendable {
    private let bodies = Mutex<[String]>([])
    private let progress = Mutex(CalloutProgress.waiting)

    /// What was asked, as the program would read it.
    var asked: [String] { bodies.withLock { $0 } }

    var caller: CalloutCaller {
        { _, body in
            self.bodies.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
            return Call(calls: self)
        }
    }

    /// From now on answers this.
    func answer(_ text: String) { proceed(to: .answered(Array(text.utf8))) }

    /// From now on all are this far.
    func proceed(to state: CalloutProgress) { progress.withLock { $0 = state } }

    private final class Call: CalloutCall {
        let calls: Calls
        init(calls: Calls) { self.calls = calls }
        func advance() -> CalloutProgress { calls.progress.withLock { $0 } }
    }
}
