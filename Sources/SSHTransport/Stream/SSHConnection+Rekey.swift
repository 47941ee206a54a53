import CLibSSH

extension SSHConnection {
    /// What libssh has moved through the socket, both ways.
    var movedByteCount: UInt64 { counters[0].in_bytes &+ counters[0].out_bytes }

    /// The bytes that may still be written before the keys are to change.
    var byteCountBeforeRekey: Int {
        guard let rekeyPlace else {
            // libssh looks at its own limit once per write, whatever the write is cut into.
            let limit = configuration.rekeyByteCount
            return limit > 0 ? Int(clamping: limit) : .max
        }
        return max(Int(climbing: rekeyPlace, above: movedByteCount), 1)
    }

    /// Begins a key exchange if one is due and possible.
    ///
    /// libssh has no call for it, but a limit of time that is looked at before each packet, in
    /// seconds since keys were last exchanged; from a session's start to its second key exchange
    /// that time stands at zero, so that a limit set now is over at once. So keys change at most
    /// once a second, the first time at once. The packet that shows it is an SSH_MSG_IGNORE,
    /// which libssh holds back behind its own SSH_MSG_KEXINIT.
    func advanceRekey() {
        guard let rekeyPlace, movedByteCount >= rekeyPlace, let session, case .running = phase
        else { return }
        self.rekeyPlace = nil
        setRekeyLimit(seconds: 1)
        ssh_send_ignore(session, "")
    }

    /// Lets keys change after so many seconds; 0: never for the time's sake.
    func setRekeyLimit(seconds: UInt32) {
        guard let session, seconds > 0 || isRekeyLimited else { return }
        var seconds = seconds
        isRekeyLimited = seconds > 0
        ssh_options_set(session, SSH_OPTIONS_REKEY_TIME, &seconds)
    }

    /// Whether libssh, which counts milliseconds in 32 bits, takes the time since zero for none.
    ///
    /// So it is for half of every 50 days that a machine is up; the time of the first key
    /// exchange is noted then, and the first one asked for waits until a second has passed.
    static var isUptimeNegative: Bool {
        Int32(truncatingIfNeeded: EventLoop.monotonicNanoseconds() / 1_000_000) < 1000
    }
}

extension Int {
    /// How far `place` is above `position`, 0 if it is not.
    fileprivate init(climbing place: UInt64, above position: UInt64) {
        self = place > position ? Int(clamping: place - position) : 0
    }
}
