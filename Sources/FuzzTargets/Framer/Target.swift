internal import Fuzzing
internal import SFTPWire

private let target = FuzzedTarget()

/// A stream cut into pieces: whatever the pieces, the packets and their verdicts are the same.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    guard let input = LibFuzzer.input(bytes) else { return -1 }
    func verdicts(_ split: StreamSplit) -> [Verdict] {
        target.verdicts(
            chunks: split.chunks(of: input.bytes), direction: input.direction,
            version: input.version)
    }
    let whole = verdicts(.whole)
    guard whole == verdicts(.bytes), whole == verdicts(.random(seed: UInt64(size))) else {
        fatalError("the split changes the verdicts")
    }
    guard PacketStream(input.bytes).bytes == input.bytes else {
        fatalError("the pieces of a stream are not the stream")
    }
    return 0
}
