internal import Fuzzing
internal import SFTPWire

private let judge = StreamJudge(target: FuzzedTarget())

/// A stream of replies: decoded, encoded, decoded again, and split.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    guard let input = LibFuzzer.input(bytes, as: .reply) else { return -1 }
    LibFuzzer.report(
        judge.judge(input, splitSeed: UInt64(size)) { packet, _ in
            LazyParts.read(packet, input.direction, input.version)
        })
    // Noting fields is slow: in short inputs only.
    if size < 512, let fault = FieldOracle.judge(input) { fatalError(fault) }
    return 0
}
