public import SFTPWire

/// A bounded, seeded run of mutated packets through a codec: same seed, same packets.
public struct DecodeCampaign: Sendable {
    /// The seed of the whole run.
    public var seed: UInt64
    /// How many mutants are judged.
    public var iterationCount: Int
    /// The versions whose packets are made, in turn.
    public var versions = ProtocolVersion.allCases
    /// Streams to begin from, beside generated packets; their packets are mutated one by one.
    public var seeds: [CorpusFile]
    /// After how many findings the run stops.
    public var maximumFindingCount = 10

    /// Makes a campaign.
    public init(seed: UInt64, iterationCount: Int, seeds: [CorpusFile] = []) {
        self.seed = seed
        self.iterationCount = iterationCount
        self.seeds = seeds
    }

    /// What a campaign did and found.
    public struct Report: Equatable, Sendable {
        /// How many mutants were judged.
        public var iterationCount = 0
        /// How many of them decoded.
        public var decodedCount = 0
        /// How many of them gave each kind of error, by the kind's name.
        public var errorCounts: [String: Int] = [:]
        /// The promises that were broken.
        public var findings: [Finding] = []
    }

    /// Runs the campaign against `target`.
    public func run(target: some DecodeTarget = WireTarget()) -> Report {
        var random = SeededRandom(seed: seed)
        var generators = versions.map {
            PacketGenerator(random: random.branch(UInt64($0.rawValue)), version: $0)
        }
        let oracle = DecodeOracle(target: target)
        let pool = seeds.flatMap { file in
            Self.packets(of: file).map { Seed(file.direction, file.version, $0) }
        }
        var report = Report()
        while report.iterationCount < iterationCount,
            report.findings.count < maximumFindingCount, !generators.isEmpty
        {
            report.iterationCount += 1
            let turn = report.iterationCount % generators.count
            let seed = next(&random, &generators[turn], pool)
            let mutant = mutate(seed, &random)
            let judgement = oracle.judge(
                packet: mutant, direction: seed.direction, version: seed.version)
            if let error = judgement.error {
                report.errorCounts[error.kind.rawValue, default: 0] += 1
            } else {
                report.decodedCount += 1
            }
            if let finding = judgement.finding { report.findings.append(finding) }
            // Splits cost a pass over the stream, so one mutant in eight is split.
            guard report.iterationCount.isMultiple(of: 8) else { continue }
            let stream = seed.packet + mutant + generators[turn].next(seed.direction)
            if let finding = oracle.judge(
                stream: stream, direction: seed.direction, version: seed.version,
                splitSeed: random.next())
            {
                report.findings.append(finding)
            }
        }
        return report
    }

    private struct Seed {
        let direction: PacketType.Direction
        let version: ProtocolVersion
        let packet: [UInt8]

        init(_ direction: PacketType.Direction, _ version: ProtocolVersion, _ packet: [UInt8]) {
            self.direction = direction
            self.version = version
            self.packet = packet
        }
    }

    private func next(
        _ random: inout SeededRandom, _ generator: inout PacketGenerator, _ pool: [Seed]
    ) -> Seed {
        if !pool.isEmpty, random.next(below: 4) == 0 {
            return pool[random.next(below: pool.count)]
        }
        let direction: PacketType.Direction = random.next() & 1 == 0 ? .request : .reply
        return Seed(direction, generator.version, generator.next(direction))
    }

    private func mutate(_ seed: Seed, _ random: inout SeededRandom) -> [UInt8] {
        var mutant = seed.packet
        for _ in 0...random.next(below: 3) {
            let mutation = Mutation.allCases[random.next(below: Mutation.allCases.count)]
            mutant = mutation.apply(
                to: mutant, direction: seed.direction, version: seed.version, random: &random)
        }
        return mutant
    }

    /// The packets of a case that are small enough to be worth thousands of mutants.
    private static func packets(of file: CorpusFile) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var start = 0
        while start < file.bytes.count, packets.count < 16 {
            let rest = file.bytes.span.bytes.extracting(start..<file.bytes.count)
            guard let packet = try? PacketFramer().next(in: rest), case .packet(let span) = packet
            else { break }
            if span.byteCount <= 2048 { packets.append(span.array) }
            start += span.byteCount
        }
        return packets
    }
}
