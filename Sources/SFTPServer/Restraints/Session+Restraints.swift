internal import SFTPFileSystem
internal import SFTPWire
public import Scenario

// Limits of the scenario, asked of a request after the rules and before the files.
extension Session {
    /// What stands against a request.
    private enum Breach {
        /// It is answered so; the answer of the scenario goes before the natural one.
        case refused(Refusal, StatusReplacement?)
        /// The connection ends.
        case ended(ConnectionFault)
    }

    /// Keeps to more, from now on.
    public func restrain(_ effects: [FileEffect]) {
        guard !effects.isEmpty else { return }
        var spec = restraints?.spec ?? RestraintSpec()
        for effect in effects { spec.apply(effect) }
        restrain(spec)
    }

    /// Keeps to this and nothing else.
    func restrain(_ spec: RestraintSpec) {
        guard !spec.isEmpty || restraints != nil else { return }
        let restraints = restraints ?? Restraints(spec)
        restraints.spec = spec
        self.restraints = restraints
        handles.limit = context.limits.openHandles
        if let limit = spec.limits.openHandles {
            handles.limit = min(handles.limit, Int(clamping: limit.count))
        }
        framer.maximumLength = WireLimits.receivedPacketLength
        if let limit = spec.limits.packet, limit.breach == .lostFraming {
            framer.maximumLength = Int(limit.size)
        }
        guard let idle = spec.limits.idle else { return }
        restraints.lastInputNanoseconds = context.clock.nanoseconds()
        restraints.idleToken = schedule(idle.nanoseconds)
    }

    /// Holds a request up that comes too soon, before anybody looks at it; tells whether it did.
    func paces(_ exchange: Exchange, packet: RawSpan, _ restraints: Restraints) -> Bool {
        // Who has waited, for this or for a rule, was counted.
        guard resumed == nil, pacedSince == nil, exchange.kind != .`init`,
            let limit = restraints.spec.limits.requests, limit.status == nil
        else { return false }
        let wait = restraints.wait(limit, now: nowNanoseconds)
        guard wait > 0 else { return false }
        // What went out of turn is counted where its turn is.
        restraints.count(limit, at: nowNanoseconds + wait)
        hold(
            .pace(packet: packet.array, startedNanoseconds: exchange.startedNanoseconds),
            nanoseconds: wait)
        return true
    }

    /// Tells whether a request keeps to the limits; otherwise it was answered.
    func keepsLimits(
        _ exchange: inout Exchange, packet: RawSpan, path: RawSpan, newPath: RawSpan,
        _ restraints: Restraints
    ) -> Bool {
        guard exchange.kind != .`init`,
            let breach = breach(exchange, packet, path, newPath, restraints)
        else { return true }
        switch breach {
        case .refused(let refusal, let status):
            reply(&exchange, refusal)
            if let status {
                output.truncate(to: exchange.mark)
                reply(&exchange, status)
            }
            finish(&exchange, path: path, newPath: newPath)
        case .ended(let fault):
            exchange.isUnanswered = true
            record(exchange, path: path, newPath: newPath)
            end(fault)
        }
        return false
    }

    private func breach(
        _ exchange: Exchange, _ packet: RawSpan, _ path: RawSpan, _ newPath: RawSpan,
        _ restraints: Restraints
    ) -> Breach? {
        let limits = restraints.spec.limits
        return packetBreach(limits, packet) ?? rateBreach(limits, restraints)
            ?? blockBreach(limits, exchange) ?? handleBreach(limits, exchange)
            ?? changeBreach(restraints.spec.readOnly, exchange, path, newPath)
    }

    private func packetBreach(_ limits: LimitSpec, _ packet: RawSpan) -> Breach? {
        guard let limit = limits.packet, packet.byteCount - 4 > Int(limit.size) else { return nil }
        switch limit.breach {
        case .lostFraming: return nil
        case .connection(let fault): return .ended(fault)
        case .status(let status):
            return .refused(Refusal(.badMessage, "Packet too large"), status)
        }
    }

    private func rateBreach(_ limits: LimitSpec, _ restraints: Restraints) -> Breach? {
        guard let limit = limits.requests, let status = limit.status,
            restraints.wait(limit, now: nowNanoseconds) > 0
        else { return nil }
        return .refused(Refusal(.failure, "Too many requests"), status)
    }

    private func blockBreach(_ limits: LimitSpec, _ exchange: Exchange) -> Breach? {
        let asked = exchange.asked ?? 0
        switch exchange.kind {
        case .fileRead:
            guard let limit = limits.read, let status = limit.status, asked > UInt64(limit.size)
            else { return nil }
            return .refused(.invalidParameter("Length too large"), status)
        case .fileWrite:
            guard let limit = limits.write, asked > UInt64(limit.size) else { return nil }
            return .refused(.invalidParameter("Block too large"), limit.status)
        default: return nil
        }
    }

    /// A handle whose time is over is closed at once, but stays the client's until CLOSE.
    private func handleBreach(_ limits: LimitSpec, _ exchange: Exchange) -> Breach? {
        let handle = exchange.handle
        guard let limit = limits.handleLife, !handle.isEmpty,
            let entry = handles.entry(handle.span.bytes)
        else { return nil }
        if !entry.isExpired {
            let age = nowNanoseconds &- entry.openedNanoseconds
            let isUsedUp = limit.uses.map { entry.useCount >= $0 } ?? false
            let isOld = limit.nanoseconds.map { age >= $0 } ?? false
            guard isOld || isUsedUp && exchange.kind != .fileClose else {
                entry.useCount += 1
                return nil
            }
            // Nobody is told what could not be stored.
            try? close(entry)
            entry.isExpired = true
        }
        entry.closeWasAsked = true
        if exchange.kind == .fileClose { handles.remove(entry) }
        return .refused(Refusal(.invalidHandle, "Invalid handle"), limit.status)
    }

    private func changeBreach(
        _ readOnly: ReadOnlySpec, _ exchange: Exchange, _ path: RawSpan, _ newPath: RawSpan
    ) -> Breach? {
        guard readOnly != .nothing,
            exchange.changesPath && covers(readOnly, path)
                || exchange.changesNewPath && covers(readOnly, newPath)
                || exchange.makesTempFolder && readOnly == .everything
        else { return nil }
        return .refused(Refusal(FileSystemError.readOnly), nil)
    }

    /// Whether a path is covered by its text or by where it truly leads.
    private func covers(_ readOnly: ReadOnlySpec, _ path: RawSpan) -> Bool {
        guard path.byteCount > 0 else { return false }
        if readOnly.covers(path.array) { return true }
        guard let real = try? fileSystem.canonicalPath(path) else { return false }
        return readOnly.covers(real)
    }

    /// The client has sent nothing for as long as it may, unless the server kept it waiting.
    func checkIdle(_ restraints: Restraints) {
        restraints.idleToken = nil
        guard let limit = restraints.spec.limits.idle, stage != .ended else { return }
        let idle =
            isIdle ? nowNanoseconds &- min(restraints.lastInputNanoseconds, nowNanoseconds) : 0
        if idle >= limit.nanoseconds {
            end(limit.fault)
        } else {
            restraints.idleToken = schedule(limit.nanoseconds - idle)
        }
    }
}

extension Exchange {
    /// Whether the request changes, or opens to change, what its path names.
    fileprivate var changesPath: Bool {
        switch kind {
        case .fileRemove, .fileRename, .dirCreate, .dirRemove, .setAttributes, .fileWrite: true
        case .linkCreate: namesTarget
        case .fileOpen: opensForChange
        default: false
        }
    }

    /// Whether the request makes or changes what its second path names.
    fileprivate var changesNewPath: Bool {
        switch kind {
        case .fileRename, .extended: true
        case .linkCreate: !namesTarget
        default: false
        }
    }

    fileprivate var makesTempFolder: Bool {
        extensionName.elementsEqual(ExtensionName.makeTempFolder.rawValue.utf8)
    }

    private var opensForChange: Bool {
        let changing: OpenFlags = [.write, .append, .create, .truncate]
        let rights: AccessMask = [
            .writeData, .appendData, .delete, .writeAttributes, .writeACL, .writeOwner,
        ]
        return !(flags ?? []).isDisjoint(with: changing)
            || !(access ?? []).isDisjoint(with: rights)
            || modes?.disposition.map { $0 != .openExisting } ?? false
    }
}
