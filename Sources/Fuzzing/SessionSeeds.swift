internal import SFTPWire

/// Seeds for whole sessions: files and a folder are opened, then come requests on their handles
/// and names.
///
/// The cases of the corpus are refused before they reach a file; these are not.
enum SessionSeeds {
    /// Requests behind the first three.
    private static let requestCount = 16

    /// One for each version, rule set and way of sending.
    static let all: [[UInt8]] = ProtocolVersion.allCases.flatMap { version in
        (0..<16 as Range<UInt8>).map { seed(version, flags: $0 << 3) }
    }

    /// The whole of `b` so often that more waits to be sent than an output keeps memory for.
    static var burst: [UInt8] {
        var buffer = WireBuffer()
        open("b", 1, .v3, &buffer)
        let handle = FamiliarWords.handles.first ?? []
        for id in 2..<40 as Range<UInt32> {
            ReadRequest(id: id, handle: handle.span.bytes, offset: 0, length: 40_000)
                .write(to: &buffer, version: .v3)
        }
        return LibFuzzer.bytes(
            FuzzInput(direction: .request, version: .v3, bytes: buffer.unread.array))
    }

    private static func seed(_ version: ProtocolVersion, flags: UInt8) -> [UInt8] {
        var buffer = WireBuffer()
        open("a", 1, version, &buffer)
        open("b", 2, version, &buffer)
        PathRequest(.opendir, id: 3, path: "d".utf8.span.bytes)
            .write(to: &buffer, version: version)
        var random = SeededRandom(seed: UInt64(flags)).branch(UInt64(version.rawValue))
        var generator = PacketGenerator(random: random, version: version)
        var input = FuzzInput(direction: .request, version: version, bytes: [])
        for _ in 0..<requestCount { input.bytes += generator.next(.request) }
        input.bytes = buffer.unread.array + FamiliarWords.put(into: input, random: &random)
        return LibFuzzer.bytes(input, flags: flags)
    }

    private static func open(
        _ name: String, _ id: UInt32, _ version: ProtocolVersion, _ buffer: inout WireBuffer
    ) {
        OpenRequest(
            id: id, filename: name.utf8.span.bytes, flags: [.read, .write],
            desiredAccess: [.readData, .writeData, .readAttributes, .writeAttributes],
            modes: OpenModes(.openExisting)
        ).write(to: &buffer, version: version)
    }
}
