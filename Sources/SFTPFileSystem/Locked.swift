import Glibc

/// A value behind a POSIX mutex, both in one allocation.
///
/// In place of `Synchronization.Mutex`, whose futex calls the thread sanitizer cannot see: it
/// would report every access to what such a mutex guards.
///
/// Unchecked because of the pointers. Safe: the value is reached through `withLock` only, which
/// holds the mutex; both keep their address for the life of this lock, as POSIX demands; and the
/// value itself is Sendable, so it may be used by one thread after the other.
struct Locked<Value: ~Copyable & Sendable>: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Puts `value` behind a new mutex.
    init(_ value: consuming Value) {
        let alignment = max(MemoryLayout<pthread_mutex_t>.alignment, MemoryLayout<Value>.alignment)
        let header = MemoryLayout<pthread_mutex_t>.size
        let offset = (header + alignment - 1) / alignment * alignment
        let storage = UnsafeMutableRawPointer.allocate(
            byteCount: offset + MemoryLayout<Value>.size, alignment: alignment)
        mutex = storage.initializeMemory(as: pthread_mutex_t.self, to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        self.value = (storage + offset).bindMemory(to: Value.self, capacity: 1)
        self.value.initialize(to: value)
    }

    deinit {
        value.deinitialize(count: 1)
        pthread_mutex_destroy(mutex)
        UnsafeMutableRawPointer(mutex).deallocate()
    }

    /// Runs `body` alone with the value.
    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value.pointee)
    }
}
