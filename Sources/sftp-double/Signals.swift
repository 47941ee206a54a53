internal import Glibc

/// SIGTERM and SIGINT as something to wait for instead of something that interrupts.
enum Signals {
    private static func endings() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }

    /// Keeps the two signals pending in this thread and every thread it starts afterwards.
    static func blockEndings() {
        var set = endings()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `body` on a thread of its own when one of them arrives.
    static func onEnding(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(EndingAction(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { box in
                Signals.waitForEnding()
                if let box { Unmanaged<EndingAction>.fromOpaque(box).takeRetainedValue().body() }
                return nil
            }, box)
        pthread_detach(thread)
    }

    /// Waits until one of them arrives.
    static func waitForEnding() {
        var set = endings()
        var received: Int32 = 0
        while sigwait(&set, &received) != 0 {}
    }
}

/// Carries a closure through the C interface of threads.
private final class EndingAction: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}
