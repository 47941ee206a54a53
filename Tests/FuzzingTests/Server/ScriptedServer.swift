import Fuzzing
import SFTPWire

/// What a server in memory does wrong, at a path of 77 bytes or one of 76 that is not all `a`,
/// which is where mutation gets to from `aaa…`.
enum ServerBug: CaseIterable {
    /// A path of 77 bytes ends it by a signal.
    case crashes
    /// A path of 77 bytes ends it with status 3.
    case exits
    /// A path of 77 bytes is the last thing it ever reads.
    case hangs
    /// A path of 77 bytes is not answered.
    case forgets
    /// A path of 77 bytes is answered under another id.
    case renumbers
    /// A path of 77 bytes is answered twice.
    case repeats
    /// A path of 77 bytes is answered with a HANDLE of 255 bytes that are not there.
    case garbles
    /// A path of 77 bytes is answered with STATUS OK, whatever was asked for.
    case agrees
    /// A path of 77 bytes costs 300 MiB.
    case grows
    /// Behind a path of 77 bytes nothing is stored any more.
    case losesFiles
    /// It does not end when its input does, if a path of 77 bytes came by.
    case stays

    /// The rule that finds it.
    var oracle: ServerOracle {
        switch self {
        case .crashes: .crash
        case .exits: .exit
        case .hangs, .stays: .hang
        case .forgets: .missingReply
        case .renumbers: .wrongID
        case .repeats: .doubledReply
        case .garbles: .malformedReply
        case .agrees: .wrongReply
        case .grows: .memory
        case .losesFiles: .sanity
        }
    }
}

/// A little SFTP server of version 3 in memory, sound but for one bug.
///
/// What is malformed it answers with BAD_MESSAGE, or ends at when `endsAtErrors`. A second INIT is
/// a request of a type that it does not have when `isGreetedOnce`, and its version the id.
final class ScriptedServer: ServerPipe {
    private let bug: ServerBug?
    private let endsAtErrors: Bool
    private let isGreetedOnce: Bool
    private var isGreeted = false
    private var waiting: [UInt8] = []
    private var output = WireBuffer()
    private var files: [[UInt8]: [UInt8]] = [:]
    private var handles: [[UInt8]: [UInt8]] = [:]
    private var handleCount: UInt32 = 0
    private var ending: ServerEnding?
    private var isDeaf = false
    private var stays = false
    private var losesFiles = false

    private(set) var peakMemory: Int? = 10 << 20
    let complaint = ""

    init(bug: ServerBug? = nil, endsAtErrors: Bool = false, isGreetedOnce: Bool = false) {
        self.bug = bug
        self.endsAtErrors = endsAtErrors
        self.isGreetedOnce = isGreetedOnce
    }

    func restoreFolder() {}

    func move(
        _ bytes: ArraySlice<UInt8>, into received: inout [UInt8], waiting: Duration
    ) -> PipeMove {
        self.waiting += bytes
        if !isDeaf { work() }
        received += output.unread.array
        let count = output.unreadCount
        output.consume(count)
        if count == 0, bytes.isEmpty { return ending == nil ? .idle : .closed }
        return .moved(taken: bytes.count)
    }

    func end(into received: inout [UInt8], waiting: Duration) -> ServerEnding {
        received += output.unread.array
        output.consume(output.unreadCount)
        if let ending { return ending }
        return isDeaf || stays || waiting == .zero ? .stayed : .exited(0)
    }

    private func work() {
        var start = 0
        defer { waiting.removeFirst(start) }
        while ending == nil, !isDeaf, waiting.count - start >= 4 {
            let length = waiting[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length > 0, length < 300_000 else {
                ending = .exited(255)
                return
            }
            guard waiting.count - start >= 4 + length else { return }
            answer(Array(waiting[start..<(start + 4 + length)]))
            start += 4 + length
        }
    }

    private func answer(_ packet: [UInt8]) {
        let id = packet.count < 9 ? 0 : packet[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        do throws(WireError) {
            switch try Packet(packet.span.bytes, direction: .request) {
            case .`init`:
                if isGreetedOnce, isGreeted { return status(id, 8) }
                isGreeted = true
                HandshakeWriter(.version, version: 3, to: &output).finish(&output)
            case .open(let open):
                give(id, open.filename.array, creates: open.flags.rawValue & 8 > 0)
            case .opendir(let open): give(id, open.path.array, creates: false)
            case .mkdir(let make): store(id, make.path.array)
            case .remove(let path), .rmdir(let path):
                status(id, files.removeValue(forKey: path.path.array) == nil ? 2 : 0)
            case .realpath(let path): name(id, path.path.array)
            case .stat(let stat): attributes(id, stat.path.array)
            case .lstat(let stat): attributes(id, stat.path.array)
            case .close(let close):
                status(id, handles.removeValue(forKey: close.handle.array) == nil ? 4 : 0)
            case .write(let write):
                guard let name = handles[write.handle.array] else { return status(id, 4) }
                if !losesFiles { files[name] = write.data.array }
                status(id, 0)
            case .read(let read):
                guard let name = handles[read.handle.array], let data = files[name],
                    read.offset < UInt64(data.count)
                else { return status(id, 1) }
                let bytes = data[Int(read.offset)...].prefix(Int(read.length))
                DataReply(id: id, data: bytes.span.bytes).write(to: &output, version: .v3)
            default: status(id, 8)
            }
        } catch {
            if endsAtErrors { ending = .exited(255) } else { status(id, 5) }
        }
    }

    private func store(_ id: UInt32, _ path: [UInt8]) {
        guard !act(id, path) else { return }
        files[path] = []
        status(id, 0)
    }

    private func give(_ id: UInt32, _ path: [UInt8], creates: Bool) {
        guard !act(id, path) else { return }
        guard creates || files[path] != nil else { return status(id, 2) }
        if files[path] == nil { files[path] = [] }
        handleCount += 1
        let handle = Array("handle \(handleCount)".utf8)
        handles[handle] = path
        HandleReply(id: id, handle: handle.span.bytes).write(to: &output, version: .v3)
    }

    private func name(_ id: UInt32, _ path: [UInt8]) {
        guard !act(id, path) else { return }
        NameReply.write(id: id, name: path.span.bytes, to: &output, version: .v3)
    }

    private func attributes(_ id: UInt32, _ path: [UInt8]) {
        guard !act(id, path) else { return }
        guard let file = files[path] else { return status(id, 2) }
        AttributesReply.write(
            id: id, attributes: FileAttributes(size: UInt64(file.count)), to: &output, version: .v3)
    }

    private func status(_ id: UInt32, _ code: UInt32) {
        StatusReply(id: id, code: StatusCode(rawValue: code)).write(to: &output, version: .v3)
    }

    /// Does what the bug does at its path; true when that is the whole answer.
    private func act(_ id: UInt32, _ path: [UInt8]) -> Bool {
        let isBad = path.count == 77 || path.count == 76 && path.contains { $0 != 0x61 }
        guard isBad, let bug else { return false }
        switch bug {
        case .crashes: ending = .signaled(11)
        case .exits: ending = .exited(3)
        case .hangs: isDeaf = true
        case .forgets: break
        case .renumbers: status(id ^ 0x4000_0000, 2)
        case .repeats:
            status(id, 2)
            status(id, 2)
        case .garbles:
            let start = output.beginPacket(.handle, id: id)
            output.append(UInt32(255))
            output.endPacket(start)
        case .agrees: status(id, 0)
        case .grows:
            peakMemory = 310 << 20
            status(id, 2)
        case .losesFiles:
            losesFiles = true
            status(id, 2)
        case .stays:
            stays = true
            status(id, 2)
        }
        return true
    }
}
