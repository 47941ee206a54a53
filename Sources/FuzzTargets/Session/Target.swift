internal import Fuzzing
internal import SFTPWire

/// A whole session over a channel in memory: INIT, then any bytes, then the end.
///
/// The target's bits of the option byte: two choose the rules, one cuts the stream into pieces
/// and lets replies wait, one closes the channel without waiting for what is delayed.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    guard let flags = bytes.first, let input = LibFuzzer.input(bytes, as: .request) else {
        return -1
    }
    var session = FuzzedSession(flags: flags)
    session.run(input, flags: flags)
    return 0
}
