internal import SFTPServer
internal import SFTPWire
internal import SSHTransport
internal import Scenario
internal import Synchronization

extension DoubleDelegate {
    var decidesChannels: Bool {
        context.interest.contains(.channelOpen, .before)
            || context.interest.contains(.subsystemRequest, .before)
    }

    func channelRequested(
        _ connection: SSHConnectionInfo, user: String, _ opening: ChannelOpening
    ) -> ChannelDecision {
        var event = event(.channelOpen, connection, user: user)
        event.channel = ChannelDetails(number: opening.number, type: opening.type)
        let ruling = decide(event)
        var decision = ChannelDecision.standard(opening)
        for case .channel(let effect) in ruling?.effects ?? [] {
            decision.verdict = Self.verdict(effect, opening) ?? decision.verdict
        }
        let (delayNanoseconds, fault) = Self.delayAndEnd(ruling)
        decision.delayNanoseconds = delayNanoseconds
        if let fault { decision.verdict = .end(ConnectionEnd(fault)) }
        decision.faults = streamFaults(connection).faults(ruling?.effects ?? [])
        let status: StatusCode? =
            switch decision.verdict {
            case .accept: .ok
            case .refuse: .permissionDenied
            case .ignore, .end: nil
            }
        record(
            .channelOpen, connection.number, status: status, rules: ruling?.rules, user: user,
            name: opening.type, delayNanoseconds: delayNanoseconds, channel: opening.number)
        return decision
    }

    func channelAsked(
        _ connection: SSHConnectionInfo, user: String, _ request: ChannelRequest
    ) -> ChannelRequestDecision {
        var event = event(.subsystemRequest, connection, user: user)
        event.channel = ChannelDetails(
            number: request.channel, request: request.name,
            argument: request.argument.map { Array($0.utf8) })
        let ruling = decide(event)
        var decision = ChannelRequestDecision.standard(request)
        for case .channel(.answer(let answer)) in ruling?.effects ?? [] {
            decision.verdict = answer.verdict.map { .init($0, answer) } ?? decision.verdict
            decision.errorsBefore = answer.errorsBefore?.bytes ?? []
            decision.errorsAfter = answer.errorsAfter?.bytes ?? []
        }
        let (delayNanoseconds, fault) = Self.delayAndEnd(ruling)
        decision.delayNanoseconds = delayNanoseconds
        if let fault { decision.verdict = .end(ConnectionEnd(fault)) }
        decision.faults = streamFaults(connection).faults(ruling?.effects ?? [])
        let status: StatusCode? =
            switch decision.verdict {
            case .serve, .run, .succeed: .ok
            case .refuse: .permissionDenied
            case .ignore, .end: nil
            }
        record(
            .subsystemRequest, connection.number, status: status, rules: ruling?.rules,
            user: user, name: request.name, message: request.argument,
            delayNanoseconds: delayNanoseconds, channel: request.channel)
        return decision
    }

    private static func verdict(
        _ effect: ChannelEffect, _ opening: ChannelOpening
    ) -> ChannelDecision.Verdict? {
        switch effect {
        case .refuse(let reason, let message):
            .refuse(reason: reason, message: String(decoding: message.bytes, as: UTF8.self))
        case .ignore: .ignore
        // Nothing but sessions can be served.
        case .open(let spec): opening.type == "session" ? .accept(ChannelTerms(spec)) : nil
        case .answer: nil
        }
    }

    func hostKeys(_ connection: SSHConnectionInfo) -> [HostKey]? {
        switch connections.withLock({ $0[connection.number]?.hostKey }) {
        case .fresh: otherHostKeys.fresh().map { [$0] }
        case .number(let number) where number > 1: otherHostKeys.key(number).map { [$0] }
        case .number, nil: nil
        }
    }
}

/// Host keys beside the server's own, made when somebody asks for them.
final class OtherHostKeys: Sendable {
    private let keys = Mutex<[Int: HostKey]>([:])

    /// A key that was never seen before; nil when there is no memory for one.
    func fresh() -> HostKey? {
        do throws(HostKeyError) { return try HostKey.generate(.ed25519) } catch { return nil }
    }

    /// The key with this number, the same whenever it is asked for.
    func key(_ number: Int) -> HostKey? {
        keys.withLock { keys in
            if let key = keys[number] { return key }
            let key = fresh()
            keys[number] = key
            return key
        }
    }
}

extension ChannelTerms {
    /// The transport's word for what a rule says.
    init(_ spec: ChannelSpec) {
        self.init()
        window = spec.window
        maximumPacketSize = spec.maximumPacketSize
        adjustment =
            switch spec.adjustment {
            case .grow: .automatic
            case .keep: .keep
            case .never: .never
            case .keepUntil(let count): .keepUntil(count)
            }
        ignoresEOF = spec.ignoresEOF
        closesAfterInput = spec.closesAfterInput
        closesAfterOutput = spec.closesAfterOutput
        closesAfterAdjusts = spec.closesAfterAdjusts
        exit = ChannelExit(spec.exit)
    }
}

extension ChannelExit {
    /// The transport's word for what a rule says.
    init(_ spec: ExitSpec) {
        self =
            switch spec {
            case .status(let status): .status(status)
            case .signal(let name, let message, let dumpsCore):
                .signal(name: name, message: message, dumpsCore: dumpsCore)
            case .none: .none
            }
    }
}

extension ChannelRequestDecision.Verdict {
    /// The transport's word for what a rule says.
    init(_ verdict: ChannelAnswer.Verdict, _ answer: ChannelAnswer) {
        self =
            switch verdict {
            case .serve: .serve
            case .run: .run(output: answer.output?.bytes ?? [], exit: ChannelExit(answer.exit))
            case .succeed: .succeed
            case .refuse: .refuse
            case .ignore: .ignore
            }
    }
}
