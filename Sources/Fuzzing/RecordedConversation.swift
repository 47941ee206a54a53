public import SFTPWire

extension Conversation {
    /// What was recorded of a session, with the verdicts that the codec gives now.
    ///
    /// A turn without a byte is left out, and so is what is more than a case may hold.
    public init(
        name: String, what: String, seen: String,
        recorded: [(direction: PacketType.Direction, version: ProtocolVersion, bytes: [UInt8])]
    ) {
        self.init(name: name, what: what, seen: seen, turns: [])
        for part in recorded where !part.bytes.isEmpty {
            turns.append(
                Turn(part.direction, version: part.version, expected: [], bytes: part.bytes))
        }
        for direction in [PacketType.Direction.request, .reply] { judge(direction) }
    }

    /// Gives each turn of a side the verdicts of the packets that end in it.
    private mutating func judge(_ direction: PacketType.Direction) {
        var own = turns.indices.filter { turns[$0].direction == direction }[...]
        while let first = own.first {
            // Each version is a stream of its own.
            let run = own.prefix { turns[$0].version == turns[first].version }
            own = own.dropFirst(run.count)
            let bytes = run.flatMap { turns[$0].bytes }
            let verdicts = WireTarget().verdicts(
                chunks: [bytes[...]], direction: direction, version: turns[first].version)
            var ends = Self.ends(of: bytes)[...]
            var begin = 0
            var rest = verdicts[...]
            for index in run {
                let end = begin + turns[index].bytes.count
                let count = ends.prefix { $0 <= end }.count
                // What has no end, cut or badly framed, belongs to the last turn.
                let isLast = index == run.last
                turns[index].expected = Array(isLast ? rest : rest.prefix(count))
                ends = ends.dropFirst(count)
                rest = rest.dropFirst(count)
                begin = end
            }
        }
    }

    /// Where the packets of a stream end.
    private static func ends(of bytes: [UInt8]) -> [Int] {
        var ends: [Int] = []
        var start = 0
        while start < bytes.count {
            do throws(WireError) {
                let rest = bytes.span.bytes.extracting(start..<bytes.count)
                guard case .packet(let packet) = try WireTarget().frame(rest) else { return ends }
                start += packet.byteCount
                ends.append(start)
            } catch {
                return ends
            }
        }
        return ends
    }
}
