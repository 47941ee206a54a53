public import SFTPWire

/// What a campaign did so far.
public struct FuzzStatistics: Equatable, Sendable {
    /// How many streams were judged.
    public var caseCount = 0
    /// How many packets of them decoded.
    public var decodedCount = 0
    /// How many did not.
    public var refusedCount = 0
    /// How many different outcomes were seen.
    public var featureCount = 0
    /// How often a promise was broken.
    public var findingCount = 0
}

/// A seeded run of wrong streams through a codec: same seed and target, same streams.
///
/// It begins with generated packets and the seeds it is given, keeps what did something new,
/// and judges every stream by promises that hold whatever the bytes mean.
public struct FuzzCampaign<Target: DecodeTarget>: Sendable {
    /// The most streams kept to begin from.
    public static var maximumPoolCount: Int { 8_192 }

    /// What was done so far.
    public private(set) var statistics = FuzzStatistics()
    /// How many packets gave each kind of error.
    public private(set) var errorCounts: [WireError.Kind: Int] = [:]

    private let judge: StreamJudge<Target>
    private let mutator: StreamMutator
    private var random: SeededRandom
    private var generators: [PacketGenerator]
    private var features = FeatureSet()
    private var pool: [FuzzInput]
    private let directions: [PacketType.Direction]

    /// Makes a campaign; seeds larger than what it makes itself are not used.
    public init(
        seed: UInt64, seeds: [FuzzInput] = [],
        versions: [ProtocolVersion] = ProtocolVersion.allCases,
        directions: [PacketType.Direction] = [.request, .reply],
        mutator: StreamMutator = StreamMutator(), judge: StreamJudge<Target>
    ) {
        let random = SeededRandom(seed: seed)
        self.random = random
        self.judge = judge
        self.mutator = mutator
        self.directions = directions
        generators = versions.map {
            PacketGenerator(random: random.branch(UInt64($0.rawValue)), version: $0)
        }
        pool = seeds.filter {
            versions.contains($0.version) && directions.contains($0.direction)
                && $0.bytes.count <= mutator.maximumByteCount
        }
        pool = Array(pool.prefix(Self.maximumPoolCount))
    }

    /// The next stream to judge.
    public mutating func next() -> FuzzInput {
        let start = start()
        let partner = packet(start.version, start.direction)
        return mutator.mutate(start, partner: partner, random: &random)
    }

    /// Judges a stream of `next`; the promises it broke.
    public mutating func judge(_ input: FuzzInput) -> [Finding] {
        statistics.caseCount += 1
        var isNew = false
        // Splits cost a second pass, so one stream in eight is split.
        let splitSeed = statistics.caseCount.isMultiple(of: 8) ? random.next() : nil
        let findings = judge.judge(input, splitSeed: splitSeed) { packet, verdict in
            switch verdict {
            case .ok: statistics.decodedCount += 1
            case .error(let error):
                statistics.refusedCount += 1
                errorCounts[error.kind, default: 0] += 1
            case .needs: break
            }
            if features.add(packet, input, verdict) { isNew = true }
        }
        statistics.featureCount = features.count
        statistics.findingCount += findings.count
        if isNew, !input.bytes.isEmpty { keep(input) }
        return findings
    }

    /// Judges so many streams, or until that many findings were made.
    public mutating func run(
        caseCount: Int, maximumFindingCount: Int = 10
    ) -> [Finding] {
        var findings: [Finding] = []
        while statistics.caseCount < caseCount, findings.count < maximumFindingCount {
            findings += judge(next())
        }
        return findings
    }

    private mutating func keep(_ input: FuzzInput) {
        guard pool.count == Self.maximumPoolCount else {
            pool.append(input)
            return
        }
        pool[random.next(below: pool.count)] = input
    }

    /// Something sound, or nearly so, to begin from.
    private mutating func start() -> FuzzInput {
        if !pool.isEmpty, random.next() & 1 == 0 {
            return pool[random.next(below: pool.count)]
        }
        let turn = random.next(below: generators.count)
        guard generators.indices.contains(turn) else {
            return FuzzInput(direction: .request, version: .v3, bytes: [])
        }
        let choice = random.next(below: directions.count)
        let direction = directions.indices.contains(choice) ? directions[choice] : .request
        var bytes: [UInt8] = []
        for _ in 0...random.next(below: 3) { bytes += generators[turn].next(direction) }
        return FuzzInput(
            direction: direction, version: generators[turn].version, bytes: bytes)
    }

    private mutating func packet(
        _ version: ProtocolVersion, _ direction: PacketType.Direction
    ) -> [UInt8] {
        guard let turn = generators.firstIndex(where: { $0.version == version }) else { return [] }
        return generators[turn].next(direction)
    }
}
