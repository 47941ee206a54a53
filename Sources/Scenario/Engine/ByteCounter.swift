/// Counts the bytes that READ and WRITE move, by handle, path and connection, in bounded memory.
struct ByteCounter: Sendable {
    private struct Totals: Sendable {
        var read: UInt64 = 0
        var written: UInt64 = 0
    }

    private var handles = ScopedValues(scope: .handle, initial: Totals())
    private var paths = ScopedValues(scope: .path, initial: Totals())
    private var connections = ScopedValues(scope: .connection, initial: Totals())

    /// Counts what a request has moved.
    mutating func add(_ event: Event) {
        guard event.phase == .after, let moved = event.moved,
            event.kind == .fileRead || event.kind == .fileWrite
        else { return }
        func grown(_ totals: Totals) -> Totals {
            var totals = totals
            if event.kind == .fileRead {
                totals.read &+= moved
            } else {
                totals.written &+= moved
            }
            return totals
        }
        handles.set(grown(handles.value(for: event)), for: event)
        paths.set(grown(paths.value(for: event)), for: event)
        connections.set(grown(connections.value(for: event)), for: event)
    }

    /// Tells an event what has been moved so far.
    func fill(_ event: inout Event) {
        let handle = event.handle.map { _ in handles.value(for: event) }
        let path = event.path.map { _ in paths.value(for: event) }
        let connection = connections.value(for: event)
        event.bytesRead = ByteTotals(
            handle: handle?.read, path: path?.read, connection: connection.read)
        event.bytesWritten = ByteTotals(
            handle: handle?.written, path: path?.written, connection: connection.written)
    }

    /// Forgets what ends with `event`.
    mutating func forgetEnded(_ event: Event) {
        handles.forgetEnded(event)
        connections.forgetEnded(event)
    }

    /// Forgets the handle of `event`.
    mutating func forgetHandle(_ event: Event) {
        handles.forget(.handle, event)
    }

    /// How many instances of scopes that end are kept.
    var instanceCount: Int { handles.count + connections.count }
}
