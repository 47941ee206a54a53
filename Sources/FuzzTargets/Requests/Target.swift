internal import Fuzzing
internal import SFTPWire

/// A stream of requests: decoded, encoded, decoded again, and split.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    LibFuzzer.judge(UnsafeRawBufferPointer(start: data, count: size), as: .request) ? 0 : -1
}
