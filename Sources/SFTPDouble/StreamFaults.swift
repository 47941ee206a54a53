internal import Glibc
internal import SFTPWire
internal import SSHTransport
internal import Scenario

/// Makes the transport's faults of what rules say about the stream of one connection.
struct StreamFaults: Sendable {
    /// The scenario's seed, from which latencies are drawn.
    let seed: UInt64
    /// The connection's number: each draws its own.
    let connection: Int

    /// All faults among `effects`; an identification is none.
    func faults(_ effects: [Effect]) -> [StreamFault] {
        effects.compactMap { effect in
            if case .stream(let effect) = effect { fault(effect) } else { nil }
        }
    }

    /// The fault; nil for an identification, which is asked for at its own time.
    func fault(_ effect: StreamEffect) -> StreamFault? {
        switch effect {
        case .identification: nil
        case .shape(let direction, let shape, let span):
            .shape(StreamDirections(direction), self.shape(shape), StreamSpan(span))
        case .edit(let direction, let offset, .flip(let bytes)):
            .edit(StreamDirections(direction), at: offset, .flip(bytes))
        case .edit(let direction, let offset, .insert(let bytes)):
            .edit(StreamDirections(direction), at: offset, .insert(bytes))
        case .cut(let direction, let count, let cut):
            .cut(StreamDirections(direction), afterByteCount: count, StreamCut(cut))
        case .stall(let direction, let nanoseconds):
            .stall(StreamDirections(direction), nanoseconds: nanoseconds)
        case .rekey(let count): .rekey(afterByteCount: count)
        case .endOnMessage(let number, let fault): .endOnMessage(number, ConnectionEnd(fault))
        }
    }

    /// The faults that keep a user's connection to its speed.
    func faults(_ throttle: ThrottleSpec) -> [StreamFault] {
        let limits: [(StreamDirections, UInt64?)] = [(.up, throttle.up), (.down, throttle.down)]
        return limits.compactMap { direction, limit in
            guard let limit else { return nil }
            var shape = StreamShape()
            shape.bytesPerSecond = limit
            return .shape(direction, shape, .always)
        }
    }

    private func shape(_ spec: StreamEffect.Shape) -> StreamShape {
        var shape = StreamShape()
        shape.bytesPerSecond = spec.bytesPerSecond
        shape.pieceByteCount = spec.pieceBytes.map { Int(clamping: $0) }
        shape.pauseNanoseconds = spec.pauseNanoseconds
        if let latency = spec.latency {
            let random = SeededRandom(seed: seed).branch(UInt64(clamping: connection))
            shape.latencyNanoseconds = { read in
                var draws = random.branch(read)
                return latency.nanoseconds(&draws)
            }
        }
        return shape
    }
}

extension StreamEffect.Latency {
    /// No more than an hour, whatever is drawn.
    private static let maximumNanoseconds = 3.6e12

    /// One delay.
    func nanoseconds(_ random: inout SeededRandom) -> UInt64 {
        switch self {
        case .fixed(let nanoseconds): nanoseconds
        case .uniform(let least, let most):
            least + UInt64(Double(most - least) * random.unit())
        case .logNormal(let median, let sigma):
            // Box and Muller's way from two even numbers to a normal one.
            UInt64(
                min(
                    Double(median)
                        * exp(
                            sigma * (-2 * log(1 - random.unit())).squareRoot()
                                * cos(2 * Double.pi * random.unit())),
                    Self.maximumNanoseconds))
        }
    }
}

extension SeededRandom {
    /// A number from 0 to below 1.
    fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension StreamDirections {
    fileprivate init(_ direction: StreamEffect.Direction) {
        switch direction {
        case .up: self = .up
        case .down: self = .down
        case .both: self = .both
        }
    }
}

extension StreamSpan {
    fileprivate init(_ span: StreamEffect.Span) {
        switch span {
        case .always: self = .always
        case .nanoseconds(let nanoseconds): self = .nanoseconds(nanoseconds)
        case .bytes(let count): self = .bytes(count)
        }
    }
}

extension StreamCut {
    fileprivate init(_ cut: StreamEffect.Cut) {
        switch cut {
        case .reset: self = .reset
        case .fin: self = .fin
        case .blackHole: self = .blackHole
        }
    }
}

extension SSHIdentification {
    /// Takes over what a scenario says.
    init(_ spec: IdentificationSpec) {
        self.init()
        preamble = (spec.linesBefore ?? []).flatMap { $0 + Self.standardEnd }
        line = spec.line
        lineEnd = spec.lineEnd ?? Self.standardEnd
        isAbsent = spec.isAbsent
    }
}
