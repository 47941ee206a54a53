internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
internal import Scenario

// What happens on a connection before and below SFTP.
extension DoubleDelegate {
    func identify(_ connection: SSHConnectionInfo) -> IdentificationDecision {
        let ruling = decide(event(.identification, connection))
        var spec = greeting
        var decision = IdentificationDecision()
        for effect in ruling?.effects ?? [] {
            switch effect {
            case .delay(let nanoseconds, _):
                let (sum, overflow) = decision.delayNanoseconds
                    .addingReportingOverflow(nanoseconds)
                decision.delayNanoseconds = overflow ? .max : sum
            case .stream(.identification(let other)): spec.merge(other)
            case .endConnection(let fault): decision.end = ConnectionEnd(fault)
            default: continue
            }
        }
        decision.identification = SSHIdentification(spec)
        decision.faults = streamFaults(connection).faults(ruling?.effects ?? [])
        let isSaid = decision.end == nil && !spec.isAbsent
        record(
            .identification, connection.number, status: isSaid ? .ok : nil, rules: ruling?.rules,
            delayNanoseconds: decision.delayNanoseconds)
        return decision
    }

    func keyExchange(
        _ connection: SSHConnectionInfo, user: String, _ stage: KeyExchangeStage, number: Int
    ) -> StreamDecision {
        var event = event(.keyExchange, connection, user: user)
        event.phase = stage == .started ? .before : .after
        event.exchange = number
        let ruling = decide(event)
        var decision = StreamDecision()
        for effect in ruling?.effects ?? [] {
            if case .endConnection(let fault) = effect { decision.end = ConnectionEnd(fault) }
        }
        decision.faults = streamFaults(connection).faults(ruling?.effects ?? [])
        recordExchange(connection.number, stage, number, user: user, ruling?.rules)
        return decision
    }

    /// What makes faults of a connection's effects.
    func streamFaults(_ connection: SSHConnectionInfo) -> StreamFaults {
        StreamFaults(seed: seed, connection: connection.number)
    }
}
