/// Sends a text in the place of SFTP and takes no notice of what the client says.
final class TextHandler: SSHChannelHandler {
    private var output: [UInt8]

    init(_ output: [UInt8]) { self.output = output }

    func received(_ bytes: UnsafeRawBufferPointer) -> Int { bytes.count }

    var pendingOutputCount: Int { output.count }

    func sendOutput(_ send: (UnsafeRawBufferPointer) -> Int) {
        let count = output.withUnsafeBytes { send($0) }
        output.removeFirst(min(max(count, 0), output.count))
    }

    func receivedEOF() {}

    func timerFired(_ token: UInt64) {}

    func closed() {}
}
