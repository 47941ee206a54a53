internal import Scenario
internal import Synchronization

/// What rules do to the course of the run: lines for the journal, gates, captured packets.
final class Flow: Sendable {
    /// Open gates in all; names come from the scenario and the test, so there are few.
    private static let gateLimit = 4_096

    private struct State {
        var openGates: Set<String> = []
        /// How many packets each name has.
        var captured: [[UInt8]: UInt64] = [:]
        /// Packets kept under all names, and their bytes.
        var capturedCount = 0
        var capturedBytes = 0
    }

    private let state = Mutex(State())
    /// Keeps a captured packet.
    private let sink: (@Sendable (CapturedPacket) -> Void)?

    init(sink: (@Sendable (CapturedPacket) -> Void)?) {
        self.sink = sink
    }

    /// Opens a gate for good.
    func release(_ gate: String) {
        state.withLock { state in
            guard state.openGates.count < Self.gateLimit else { return }
            state.openGates.insert(gate)
        }
    }

    /// Whether a gate is open.
    func isOpen(_ gate: String) -> Bool {
        state.withLock { $0.openGates.contains(gate) }
    }

    /// Keeps the packet of an event, if there is one and a place for it.
    func capture(_ request: CaptureRequest, _ event: Event) {
        guard let sink, let bytes = event.packet, bytes.count <= CapturedPacket.byteLimit else {
            return
        }
        let stem = Self.safe(request.name.bytes)
        let number: UInt64? = state.withLock { state in
            let count = state.captured[stem] ?? 0
            // A template can make a name per path, so all names together are bounded too.
            guard count < request.limit, state.capturedCount < CapturedPacket.countLimit,
                state.capturedBytes + bytes.count <= CapturedPacket.totalByteLimit
            else { return nil }
            state.captured[stem] = count + 1
            state.capturedCount += 1
            state.capturedBytes += bytes.count
            return count + 1
        }
        guard let number else { return }
        let name = "\(String(decoding: stem, as: UTF8.self))-\(number).hex"
        sink(CapturedPacket(fileName: name, bytes: bytes, event: event))
    }

    /// The name with nothing in it that a folder, a shell or a terminal takes for something else.
    private static func safe(_ name: [UInt8]) -> [UInt8] {
        var safe = name.prefix(80).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                byte
            default: UInt8(ascii: "_")
            }
        }
        if safe.first == UInt8(ascii: ".") || safe.first == UInt8(ascii: "-") {
            safe[0] = UInt8(ascii: "_")
        }
        return safe.isEmpty ? Array("packet".utf8) : safe
    }
}
