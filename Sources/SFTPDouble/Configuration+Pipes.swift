internal import Scenario

// What a session over pipes cannot do, as there is no SSH and no TCP.
extension Configuration {
    /// The events that pipes have not.
    private static let eventsOfSSH: Set<EventKind> = [
        .connectionRequest, .identification, .keyExchange, .userAuthRequest, .userAuthResult,
        .channelOpen, .subsystemRequest,
    ]

    /// Checks that no rule that can act asks for what only SSH's transport can do.
    ///
    /// - Throws: `StartError.scenario`, one line that names the rule.
    func checkPipeEffects() throws(StartError) {
        for rule in rules where !Self.eventsOfSSH.isSuperset(of: rule.events) {
            for effect in rule.effects {
                guard let what = Self.needOfSSH(effect) else { continue }
                throw .scenario(
                    "rule \"\(rule.name)\": \(what) needs SSH, and stdio has none; "
                        + "use serve, or end the session with \"fin\"")
            }
        }
    }

    private static func needOfSSH(_ effect: Effect) -> String? {
        switch effect {
        case .stream(.rekey): "\"rekey\""
        case .stream(.endOnMessage): "\"endOnMessage\""
        case .stream(.identification): "\"identification\""
        case .stream(.cut(_, _, .reset)), .endConnection(.reset): "a TCP reset"
        case .endConnection(.disconnect): "SSH_MSG_DISCONNECT"
        default: nil
        }
    }

    /// What of the scenario has no effect on pipes, a sentence each.
    var pipeRemarks: [String] {
        var remarks: [String] = []
        for rule in rules where Self.eventsOfSSH.isSuperset(of: rule.events) {
            let events = rule.events.map(\.rawValue).joined(separator: ", ")
            remarks.append(
                "rule \"\(rule.name)\" never acts: on stdio there is no \(events)")
        }
        if transport != TransportSpec() || identification != nil || banner != nil
            || authentication != AuthenticationSpec()
        {
            remarks.append(
                "identification, algorithms, keys, idle time, banner and login of \"server\" "
                    + "have no effect: stdio has no SSH")
        }
        if accounts.count > 1, let first = accounts.first {
            remarks.append("the session is \(first.name)'s: on stdio the first user is logged in")
        }
        return remarks
    }
}
