internal import Glibc
internal import Synchronization

/// Lets commands, which are synchronous, use what is not.
enum Waiting {
    /// Runs something to its end on other threads; nil without file descriptors to spare.
    static func result<Value: Sendable>(
        of body: @escaping @Sendable () async -> Value
    ) -> Value? {
        guard let done = StopSwitch() else { return nil }
        let result = ResultBox<Value>()
        Task.detached {
            let value = await body()
            result.value.withLock { $0 = value }
            done.set()
        }
        var wait = pollfd(fd: done.descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&wait, 1, -1) < 0 && errno == EINTR {}
        return result.value.withLock { $0 }
    }
}

/// Takes a result from one thread to another.
private final class ResultBox<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
