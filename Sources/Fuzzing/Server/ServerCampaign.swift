public import SFTPWire

/// A seeded run against a live server: the seeds as they are, then mutated conversations.
///
/// Cases are sent in batches, each in a session of its own that begins and ends with the sanity
/// conversation. What made the server answer in a new way is kept and mutated again.
public struct ServerCampaign {
    /// How a server is run and judged.
    public struct Settings: Sendable {
        /// Makes the cases.
        public var seed: UInt64 = 1
        /// What the server may do with malformed packets.
        public var profile = ServerProfile.mayExit
        /// The versions to speak; nil: all that the server speaks.
        public var versions: [ProtocolVersion]?
        /// Without a sign of life for this long the server hangs.
        public var silence = Duration.seconds(5)
        /// How much the server's resident memory may grow in a session, bytes.
        public var memoryGrowth = 128 * 1024 * 1024
        /// How many cases a session has.
        public var batchCount = 64
        /// How many sessions making a finding small may take.
        public var trialCount = 400
        /// How many findings of one oracle are made small and kept.
        public var findingCount = 20

        /// The defaults.
        public init() {}
    }

    /// What a campaign did so far.
    public struct Statistics: Equatable, Sendable {
        /// How many cases were sent, those for making findings small not counted.
        public var caseCount = 0
        /// How many sessions were begun for them.
        public var sessionCount = 0
        /// How many sessions the server ended, as it may.
        public var endingCount = 0
        /// How many replies were judged.
        public var replyCount = 0
        /// How many different pairs of request and reply were seen.
        public var featureCount = 0
        /// How often each rule was broken.
        public var violationCounts: [ServerOracle: Int] = [:]
    }

    /// The most conversations kept to begin from.
    static var maximumPoolCount: Int { 4096 }

    /// What was done so far.
    public internal(set) var statistics = Statistics()
    /// What was found, in the order it was first seen.
    public internal(set) var findings: [ServerFinding] = []
    /// The versions in use, known after ``begin()``.
    public private(set) var versions: [ProtocolVersion] = []

    let settings: Settings
    let start: () throws(ServerStartError) -> any ServerPipe
    /// Whether to stop: asked between cases.
    let isOver: () -> Bool
    private var random: SeededRandom
    private var generators: [ConversationGenerator] = []
    private var packets: [PacketGenerator] = []
    private var seeds: [FuzzInput]
    private var pool: [FuzzInput] = []
    private var features: Set<UInt64> = []
    private var held: FuzzInput?
    /// Violations as they were first seen that turned out to be a finding already known.
    var known: [String: String] = [:]
    /// What is known to make the server silent: it is not sent again, as each time costs seconds.
    var avoided: Set<String> = []

    /// Makes a campaign; `start` starts one more server.
    public init(
        settings: Settings, seeds: [FuzzInput] = [], isOver: @escaping () -> Bool,
        start: @escaping () throws(ServerStartError) -> any ServerPipe
    ) {
        self.settings = settings
        self.start = start
        self.isOver = isOver
        self.seeds = seeds.filter { $0.direction == .request }.reversed()
        random = SeededRandom(seed: settings.seed)
    }

    /// Asks the server which versions it speaks; throws when it does not answer at all.
    public mutating func begin() throws(ServerStartError) {
        let session = try session()
        let wanted = settings.versions ?? ProtocolVersion.allCases
        switch session.greet(.v6) {
        case .broken(let violation):
            throw ServerStartError(
                "the server did not answer INIT: \(violation.message)"
                    + said(session, besides: violation.message))
        case .ended: throw ServerStartError("the server ended at INIT" + said(session, besides: ""))
        case .goesOn: break
        }
        let highest = session.version ?? .v3
        versions = wanted.filter { $0 <= highest }
        guard !versions.isEmpty else {
            throw ServerStartError(
                "the server speaks versions up to \(highest.rawValue) only")
        }
        if case .broken(let violation) = session.checkSanity() {
            throw ServerStartError("the server cannot be used: \(violation.message)")
        }
        let random = random
        generators = versions.map {
            ConversationGenerator(version: $0, random: random.branch(UInt64($0.rawValue)))
        }
        packets = versions.map {
            PacketGenerator(random: random.branch(16 + UInt64($0.rawValue)), version: $0)
        }
        // Conversations of a higher version are sent too: servers meet those as well.
        pool = seeds.filter { $0.bytes.count <= StreamMutator().maximumByteCount }
    }

    /// Runs one batch of at most so many cases; what it found is made small at once.
    public mutating func runBatch(most: Int) throws(ServerStartError) {
        var inputs = batch(min(settings.batchCount, max(most, 1)))
        let closing = random.next(below: 4) > 0
        while !inputs.isEmpty, !isOver() {
            let played = try play(inputs, closing: closing)
            statistics.sessionCount += 1
            statistics.caseCount += played.count
            statistics.replyCount += played.replyCount
            learn(played, from: inputs)
            if let violation = played.violation {
                try record(
                    violation, history: Array(inputs.prefix(played.count)), closing: closing)
            } else if played.isEndedByServer {
                statistics.endingCount += 1
            }
            inputs.removeFirst(max(played.count, 1))
        }
    }

    // MARK: What is sent

    private mutating func batch(_ count: Int) -> [FuzzInput] {
        let version = versions[random.next(below: versions.count)]
        var inputs: [FuzzInput] = []
        if let input = held {
            held = nil
            return [input]
        }
        while inputs.count < count {
            let seed = seeds.popLast()
            var input = seed ?? mutant(version)
            if seed == nil || !versions.contains(input.version) { input.version = version }
            for _ in 0..<16 where isAvoided(input) { input = mutant(version) }
            if input.version != inputs.first?.version ?? input.version || input.beginsWithINIT {
                guard inputs.isEmpty else {
                    held = input
                    return inputs
                }
                if input.beginsWithINIT { return [input] }
            }
            inputs.append(input)
        }
        return inputs
    }

    private func isAvoided(_ input: FuzzInput) -> Bool {
        !avoided.isEmpty
            && PacketStream(input.bytes).pieces.contains {
                avoided.contains(SentRequest($0, version: input.version).site)
            }
    }

    private mutating func mutant(_ version: ProtocolVersion) -> FuzzInput {
        let place = versions.firstIndex(of: version) ?? 0
        var start = FuzzInput(direction: .request, version: version, bytes: [])
        switch random.next(below: 4) {
        case 0, 1:
            if pool.isEmpty { fallthrough }
            start.bytes = pool[random.next(below: pool.count)].bytes
        case 2: start.bytes = generators[place].next()
        default: for _ in 0..<3 { start.bytes += packets[place].next(.request) }
        }
        if random.next(below: 8) == 0 { return start }
        let mutator = StreamMutator()
        let partner = generators[place].next()
        var input = start
        // Lost framing costs a session; once in four is enough.
        for _ in 0..<4 {
            input = mutator.mutate(start, partner: partner, random: &random)
            input.bytes = completed(input.bytes)
            if input.endsWithPacket || random.next(below: 4) == 0 { break }
        }
        return input
    }

    /// The stream with the bytes that its last packet lacks, if they are few.
    private mutating func completed(_ bytes: [UInt8]) -> [UInt8] {
        guard let last = PacketStream(bytes).pieces.last, last.count >= 4,
            random.next(below: 8) > 0
        else { return bytes }
        let missing = Int(BigEndian.word(last, at: 0)) + 4 - last.count
        guard missing > 0, missing <= 4096 else { return bytes }
        return bytes + (0..<missing).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    // MARK: What it did

    private mutating func learn(_ played: Played, from inputs: [FuzzInput]) {
        for (input, feature) in zip(inputs, played.features) {
            guard !feature.isSubset(of: features) else { continue }
            features.formUnion(feature)
            guard input.bytes.count <= StreamMutator().maximumByteCount else { continue }
            if pool.count < Self.maximumPoolCount {
                pool.append(input)
            } else {
                pool[random.next(below: pool.count)] = input
            }
        }
        statistics.featureCount = features.count
    }

    private func said(_ session: ServerSession, besides message: String) -> String {
        let line = session.complaint.split(separator: "\n").last ?? ""
        return line.isEmpty || message.hasSuffix(line) ? "" : "; it said: \(line)"
    }
}

extension FuzzInput {
    /// Whether the stream greets the server itself.
    var beginsWithINIT: Bool {
        guard let first = PacketStream(bytes).pieces.first, first.count > 4 else { return false }
        return first[4] == PacketType.`init`.rawValue && ServerSession.isWhole(first)
    }

    /// Whether the stream ends at a packet's end.
    var endsWithPacket: Bool {
        PacketStream(bytes).pieces.last.map { ServerSession.isWhole($0) } ?? true
    }
}
