internal import Fuzzing

@_silgen_name("LLVMFuzzerMutate")
private func blindMutator(_ data: UnsafeMutableRawPointer?, _ size: Int, _ maximum: Int) -> Int

/// Mutates fields and packets; lengths are repaired or made to lie on purpose.
@c(LLVMFuzzerCustomMutator)
public func mutate(
    _ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt
) -> Int {
    let space = UnsafeMutableRawBufferPointer(start: data, count: maximum)
    return LibFuzzer.mutate(space, size: size, seed: seed) {
        blindMutator($0.baseAddress, $1, $0.count)
    }
}

/// Puts two inputs together between packets.
@c(LLVMFuzzerCustomCrossOver)
public func crossOver(
    _ first: UnsafePointer<UInt8>?, _ firstSize: Int, _ second: UnsafePointer<UInt8>?,
    _ secondSize: Int, _ result: UnsafeMutablePointer<UInt8>?, _ maximum: Int,
    _ seed: CUnsignedInt
) -> Int {
    LibFuzzer.cross(
        UnsafeRawBufferPointer(start: first, count: firstSize),
        UnsafeRawBufferPointer(start: second, count: secondSize),
        into: UnsafeMutableRawBufferPointer(start: result, count: maximum), seed: seed)
}
