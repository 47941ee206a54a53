internal import Fuzzing
internal import SFTPWire

private let judge = StreamJudge(target: FuzzedTarget())

/// A stream of replies: decoded, encoded, decoded again, and split.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    guard let input = LibFuzzer.input(bytes, .reply) else { return -1 }
    LibFuzzer.report(judge.judge(input, splitSeed: UInt64(size)) { _, _ in })
    return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func blindMutator(_ data: UnsafeMutableRawPointer?, _ size: Int, _ maximum: Int) -> Int

/// Mutates fields and packets; lengths are repaired or made to lie on purpose.
@c(LLVMFuzzerCustomMutator)
public func mutate(
    _ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt
) -> Int {
    let space = UnsafeMutableRawBufferPointer(start: data, count: maximum)
    return LibFuzzer.mutate(space, size: size, seed: seed, .reply) {
        blindMutator($0.baseAddress, $1, $0.count)
    }
}
