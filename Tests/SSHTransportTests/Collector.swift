import CLibSSH

/// Takes a client's bytes as they come, so that none is lost when the connection ends.
///
/// libssh's own reads fail once a connection has ended, and drop what came before.
final class Collector {
    private let client: TestClient
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
    private var bytes: [UInt8] = []

    init(_ client: TestClient, _ channel: ssh_channel) {
        self.client = client
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_channel_callbacks_struct())
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.pointee.channel_data_function = { _, _, data, count, _, collector in
            guard let data, let collector else { return 0 }
            Unmanaged<Collector>.fromOpaque(collector).takeUnretainedValue().bytes
                .append(contentsOf: UnsafeRawBufferPointer(start: data, count: Int(count)))
            return Int32(clamping: count)
        }
        ssh_add_channel_callbacks(channel, callbacks)
    }

    deinit { callbacks.deallocate() }

    /// Returns the text that came until the connection ended, at most 10 s from now.
    func collectToEnd() -> String {
        guard let event = ssh_event_new() else { return "" }
        ssh_event_add_session(event, client.session)
        defer {
            ssh_event_remove_session(event, client.session)
            ssh_event_free(event)
        }
        let deadline = monotonicSeconds() + 10
        let ended = SSH_CLOSED | SSH_CLOSED_ERROR
        while ssh_get_status(client.session) & ended == 0, monotonicSeconds() < deadline {
            ssh_event_dopoll(event, 100)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
