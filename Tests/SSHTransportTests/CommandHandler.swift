import Glibc
import SSHTransport

/// Echoes what it gets, except for commands.
///
/// A command is a chunk that begins with `command:` and goes on with one of:
/// - `flood N`: sends N bytes 0, 1, 2 … 250, 0 …
/// - `refuse N`: takes nothing for N milliseconds, then echoes
/// - `later N`: answers `later` after N milliseconds
/// - `fault NAME`: brings about the delegate's fault of that name, then answers `ok`
/// - `piecemeal`: takes one byte less than offered, until EOF
/// - `reset`, `fin`, `close N`, `disconnect [N] TEXT`: sends `end` and ends that way
final class CommandHandler: SSHChannelHandler {
    private let channel: any SSHChannel
    private let log: CallLog
    private let faults: [String: StreamFault]
    private var output: [UInt8] = []
    private var floodCount = 0
    private var floodSent = 0
    private var isRefusing = false
    private var isPiecemeal = false
    private static let prefix = Array("command:".utf8)
    private static let pattern = (0..<(251 * 300)).map { UInt8($0 % 251) }

    /// Whether `bytes` are what `flood` sends.
    static func isFlood(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            pattern.withUnsafeBytes { pattern in
                stride(from: 0, to: bytes.count, by: pattern.count).allSatisfy { start in
                    let piece = bytes[start..<min(start + pattern.count, bytes.count)]
                    guard let left = UnsafeRawBufferPointer(rebasing: piece).baseAddress,
                        let right = pattern.baseAddress
                    else { return false }
                    return memcmp(left, right, piece.count) == 0
                }
            }
        }
    }

    init(channel: any SSHChannel, log: CallLog, faults: [String: StreamFault] = [:]) {
        self.channel = channel
        self.faults = faults
        self.log = log
    }

    func received(_ bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.starts(with: Self.prefix) {
            perform(String(decoding: bytes.dropFirst(Self.prefix.count), as: UTF8.self))
            return bytes.count
        }
        if isRefusing { return 0 }
        let taken = isPiecemeal ? bytes.count - 1 : bytes.count
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
        return taken
    }

    private func perform(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let argument = words.count > 1 ? words[1] : ""
        let number = Int(argument) ?? 0
        switch words.first {
        case "flood": floodCount = number
        case "refuse":
            isRefusing = true
            channel.schedule(after: UInt64(number) * 1_000_000, token: 1)
        case "later": channel.schedule(after: UInt64(number) * 1_000_000, token: 2)
        case "fault":
            if let fault = faults[argument] { channel.disturb(fault) }
            output.append(contentsOf: Array("ok".utf8))
        case "piecemeal": isPiecemeal = true
        case "reset": end(.reset)
        case "fin": end(.fin)
        case "close": end(.closeChannel(exitStatus: UInt32(number)))
        case "disconnect":
            let parts = argument.split(separator: " ", maxSplits: 1).map(String.init)
            if parts.count == 2, let reason = UInt32(parts[0]) {
                end(.disconnect(reason: reason, message: parts[1]))
            } else {
                end(.disconnect(reason: 11, message: argument))
            }
        default: break
        }
    }

    private func end(_ end: ConnectionEnd) {
        output.append(contentsOf: Array("end".utf8))
        channel.end(end)
    }

    var pendingOutputCount: Int { output.count + floodCount - floodSent }

    func sendOutput(_ send: (UnsafeRawBufferPointer) -> Int) {
        if floodSent < floodCount {
            Self.pattern.withUnsafeBytes { pattern in
                let start = floodSent % 251
                let count = min(pattern.count - start, floodCount - floodSent)
                floodSent += send(UnsafeRawBufferPointer(rebasing: pattern[start..<start + count]))
            }
            return
        }
        let sent = output.withUnsafeBytes { send($0) }
        output.removeFirst(sent)
    }

    func receivedEOF() {
        if isPiecemeal { output.append(contentsOf: Array("eof".utf8)) }
    }

    func timerFired(_ token: UInt64) {
        if token == 1 { isRefusing = false }
        if token == 2 { output.append(contentsOf: Array("later".utf8)) }
        channel.wake()
    }

    func closed() { log.add(.closed) }
}
