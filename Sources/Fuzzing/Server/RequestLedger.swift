internal import SFTPWire

/// Which requests of a session wait for their reply, and what is wrong with a reply.
struct RequestLedger {
    private var awaited: [UInt32: [SentRequest]] = [:]
    /// Requests answered since the last quiet moment: another reply would be one too many.
    private var answered: Set<UInt32> = []
    /// How many requests with an id a server may be silent about, or answer behind the probe.
    private var given: [UInt32: Int] = [:]
    /// Packets without a readable id: a reply to them may bear any.
    private var nameless: [SentRequest] = []
    /// How many of these were not answered before the probe was.
    private var givenNamelessCount = 0

    /// The last packet that was sent, probes apart.
    private(set) var last: SentRequest?
    /// What was answered since ``settle()``, for novelty: request and reply.
    private(set) var exchanges: [(request: SentRequest, reply: LiveReply)] = []

    /// Notes a packet that goes out; a probe is none of those that findings are named after.
    mutating func sent(_ request: SentRequest, isProbe: Bool = false) {
        if !isProbe { last = request }
        guard let id = request.id else {
            nameless.append(request)
            return
        }
        awaited[id, default: []].append(request)
        answered.remove(id)
    }

    /// Notes bytes that are no whole packet: a server may complain about them under any id.
    mutating func sentFragment() { givenNamelessCount += 1 }

    /// Whether the request with this id waits no more.
    func isAnswered(_ id: UInt32) -> Bool { awaited[id] == nil }

    /// Whether any packet with this id is known.
    func knows(_ id: UInt32) -> Bool {
        awaited[id] != nil || answered.contains(id) || given[id] != nil
    }

    /// The requests that a server with this profile must still answer.
    func owed(_ profile: ServerProfile) -> [SentRequest] {
        awaited.sorted { $0.key < $1.key }.flatMap(\.value).filter {
            profile == .answers || $0.isSound
        }
    }

    /// Notes a reply; what is wrong with it.
    mutating func received(_ reply: LiveReply) -> ServerViolation? {
        if let fault = reply.fault {
            let request = reply.id.flatMap { awaited[$0]?.first } ?? last
            return violation(
                .malformedReply,
                "\(reply.label) in answer to \(request?.label ?? "nothing"): \(fault)",
                "\(reply.type?.row.shortName ?? "?") \(fault.kind.rawValue) in \(fault.field)")
        }
        guard let id = reply.id else { return namelessReply(reply) }
        guard var waiting = awaited[id] else { return unasked(reply, id) }
        let place = waiting.firstIndex { $0.objection(to: reply) == nil }
        let request = waiting.remove(at: place ?? 0)
        awaited[id] = waiting.isEmpty ? nil : waiting
        if waiting.isEmpty { answered.insert(id) }
        exchanges.append((request, reply))
        guard place == nil, let objection = request.objection(to: reply) else { return nil }
        return violation(
            .wrongReply, objection, "\(request.label) \(reply.label)")
    }

    /// Forgets what is over: nothing that was sent waits any more.
    mutating func settle() {
        for (id, requests) in awaited { given[id, default: 0] += requests.count }
        givenNamelessCount += nameless.count
        awaited = [:]
        answered = []
        nameless = []
        exchanges = []
    }

    private mutating func namelessReply(_ reply: LiveReply) -> ServerViolation? {
        let place = nameless.firstIndex { $0.objection(to: reply) == nil }
        guard let place else {
            if givenNamelessCount > 0 {
                givenNamelessCount -= 1
                return nil
            }
            return violation(
                .wrongReply, "\(reply.label) where no INIT was sent", "\(reply.label)")
        }
        exchanges.append((nameless.remove(at: place), reply))
        return nil
    }

    /// A reply with an id for which nothing waits.
    private mutating func unasked(_ reply: LiveReply, _ id: UInt32) -> ServerViolation? {
        if let count = given[id] {
            given[id] = count > 1 ? count - 1 : nil
            return nil
        }
        if reply.type == .status, !nameless.isEmpty {
            exchanges.append((nameless.removeFirst(), reply))
            return nil
        }
        if reply.type == .status, givenNamelessCount > 0 {
            givenNamelessCount -= 1
            return nil
        }
        // Who takes an INIT that comes too late for a request takes its version for the id.
        let late = nameless.firstIndex { $0.wordOfID == id }
        let asked = exchanges.last {
            $0.request.id == id && $0.request.objection(to: reply) == nil
        }
        if let late, let asked {
            nameless.remove(at: late)
            exchanges.append((asked.request, reply))
            return nil
        }
        if answered.contains(id) {
            let label = exchanges.last { $0.request.id == id }?.request.label ?? "a request"
            return violation(
                .doubledReply, "\(reply.label) is a second reply to \(label)", label)
        }
        return violation(
            .wrongID,
            "\(reply.label) with id \(id), which no request has; the last sent was "
                + (last?.label ?? "none"), "\(last?.label ?? "") \(reply.label)")
    }

    private func violation(
        _ oracle: ServerOracle, _ message: String, _ site: String
    ) -> ServerViolation {
        ServerViolation(oracle: oracle, message: message, site: site)
    }
}
