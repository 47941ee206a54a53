internal import SFTPWire

/// Judges what a codec does with a whole stream: packet by packet, split, in what time, with how
/// much memory.
public struct StreamJudge<Target: DecodeTarget>: Sendable {
    /// Tells the time in nanoseconds; nil: time is not judged, and runs are repeatable.
    public typealias Clock = @Sendable () -> UInt64

    /// The most packets of a stream whose encoding is judged; all are decoded.
    private static var mostJudgedPackets: Int { 64 }

    /// What is judged.
    public let target: Target
    private let oracle: DecodeOracle<Target>
    private let clock: Clock?
    private let limit: TimeLimit
    private let memory: MemoryLimit?

    /// Makes a judge; without a clock time does not count, without a limit memory does not.
    ///
    /// Memory is measured for the whole process, so only a process with one thread can judge it.
    public init(
        target: Target, clock: Clock? = nil, limit: TimeLimit = TimeLimit(),
        memory: MemoryLimit? = nil
    ) {
        self.target = target
        self.clock = clock
        self.limit = limit
        self.memory = memory
        oracle = DecodeOracle(target: target)
    }

    /// The promises a stream breaks; `see` is shown every packet with its verdict.
    public func judge(
        _ input: FuzzInput, splitSeed: UInt64?, see: (RawSpan, Verdict) -> Void
    ) -> [Finding] {
        var findings: [Finding] = []
        if let memory, let greedy = greedy(input, memory) { findings.append(greedy) }
        let start = clock?()
        var count = 0
        forEachPacket(of: input) { packet in
            count += 1
            guard count <= Self.mostJudgedPackets else {
                see(packet, verdict(packet, input))
                return
            }
            let judgement = oracle.judge(
                packet: packet.array, direction: input.direction, version: input.version)
            see(packet, judgement.error.map { .error($0) } ?? .ok)
            if let finding = judgement.finding { findings.append(finding) }
        } otherwise: { rest, verdict in
            see(rest, verdict)
        }
        if let clock, let start {
            let spent = clock() &- start
            if spent > limit.nanoseconds(for: input.bytes.count), let slow = slow(input, clock) {
                findings.append(slow)
            }
        }
        if let splitSeed,
            let finding = oracle.judge(
                stream: input.bytes, direction: input.direction, version: input.version,
                splitSeed: splitSeed)
        {
            findings.append(finding)
        }
        return findings
    }

    private func verdict(_ packet: RawSpan, _ input: FuzzInput) -> Verdict {
        do throws(WireError) {
            _ = try target.decode(
                packet, direction: input.direction, version: input.version, isStrict: false)
            return .ok
        } catch {
            return .error(error)
        }
    }

    private func greedy(_ input: FuzzInput, _ memory: MemoryLimit) -> Finding? {
        let taken = HeapMeter.growth {
            forEachPacket(of: input) {
                _ = verdict($0, input)
            } otherwise: { _, _ in
            }
        }
        let allowed = memory.bytes(for: input.bytes.count)
        guard taken > allowed else { return nil }
        return excess(
            .boundedMemory, of: input, "took at least \(taken) bytes of memory, \(allowed)")
    }

    /// The finding that all packets of an input together cost too much.
    private func excess(
        _ promise: Finding.Promise, of input: FuzzInput, _ text: String
    ) -> Finding {
        let type = input.bytes.count > 4 ? PacketType(rawValue: input.bytes[4])?.name : nil
        return Finding(
            promise: promise, message: "\(input.bytes.count) bytes \(text) are allowed",
            site: type ?? "unknown type", bytes: input.bytes, direction: input.direction,
            version: input.version)
    }

    /// Decodes again and again: another process may have had the processor the first time.
    private func slow(_ input: FuzzInput, _ clock: Clock) -> Finding? {
        var least = UInt64.max
        for _ in 0..<5 {
            let start = clock()
            _ = target.verdicts(
                chunks: [input.bytes[...]], direction: input.direction, version: input.version)
            least = min(least, clock() &- start)
        }
        let allowed = limit.nanoseconds(for: input.bytes.count)
        guard least > allowed else { return nil }
        return excess(
            .boundedTime, of: input, "took \(least / 1000) us, \(allowed / 1000) us")
    }

    private func forEachPacket(
        of input: FuzzInput, _ body: (RawSpan) -> Void, otherwise: (RawSpan, Verdict) -> Void
    ) {
        var start = 0
        while start < input.bytes.count {
            let rest = input.bytes.span.bytes.extracting(start..<input.bytes.count)
            do throws(WireError) {
                switch try target.frame(rest) {
                case .needMore(let count): return otherwise(rest, .needs(count))
                case .packet(let packet):
                    start += packet.byteCount
                    body(packet)
                }
            } catch {
                return otherwise(rest, .error(error))
            }
        }
    }
}

/// How long decoding may take.
public struct TimeLimit: Equatable, Sendable {
    /// For an empty stream, nanoseconds.
    public var base: UInt64
    /// For each byte, nanoseconds.
    public var perByte: UInt64

    /// Makes a limit; the default is a thousand times what the codec needs.
    public init(base: UInt64 = 20_000_000, perByte: UInt64 = 2_000) {
        self.base = base
        self.perByte = perByte
    }

    /// The limit for so many bytes, nanoseconds.
    func nanoseconds(for byteCount: Int) -> UInt64 {
        base &+ perByte &* UInt64(clamping: byteCount)
    }
}
