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

    /// Waits until one of them arrives.
    static func waitForEnding() {
        var set = endings()
        var received: Int32 = 0
        while sigwait(&set, &received) != 0 {}
    }
}
