internal import SFTPWire

/// What has to work in every session, before and after it is sent anything wrong: a folder is
/// made, a file written in it, read back, asked for its size and removed with the folder.
struct SanityConversation {
    /// What is written and must be read back.
    static let content = Array("what was written must be read back".utf8)

    /// What one step has to come to.
    private enum Wanted {
        case done, handle, content, size
    }

    let version: ProtocolVersion
    let folder: [UInt8]
    /// Whether requests that were done may have moved, removed or closed the place it works in.
    ///
    /// A server in memory has no other: its folder is taken away by the session like any file of
    /// it. To refuse to make a folder is right then; whatever comes later is judged.
    let mayLackPlace: Bool

    /// Makes the conversation; `number` keeps its folder apart from others.
    init(version: ProtocolVersion, number: Int, mayLackPlace: Bool) {
        self.version = version
        self.mayLackPlace = mayLackPlace
        folder = Array("sanity-\(number)".utf8)
    }

    /// Runs it and says what went wrong.
    ///
    /// `ask` sends one request and returns its reply.
    func run(
        firstID: UInt32, ask: ([UInt8], UInt32) -> Result<LiveReply, ServerViolation>
    ) -> ServerViolation? {
        var id = firstID
        var handle: [UInt8] = []
        for step in Step.allCases {
            id &+= 1
            switch ask(packet(step, id: id, handle: handle), id) {
            case .failure(let violation): return violation
            case .success(let reply):
                if step == .makeFolder, mayLackPlace, reply.refusesPlace { return nil }
                guard isGood(reply, for: step) else {
                    return ServerViolation(
                        oracle: .sanity, message: "\(step.rawValue) came to \(reply.label)",
                        site: step.rawValue)
                }
                if let granted = reply.handle { handle = granted }
            }
        }
        return nil
    }

    private enum Step: String, CaseIterable {
        /// What was sent may have closed the folder to all; the reply does not count.
        case openUp = "opening up the folder"
        case makeFolder = "making a folder"
        case create = "creating a file"
        case write = "writing a file"
        case closeWritten = "closing a written file"
        case open = "opening a file"
        case read = "reading back what was written"
        case close = "closing a read file"
        case stat = "asking for the size of a file"
        case remove = "removing a file"
        case removeFolder = "removing a folder"
    }

    private func isGood(_ reply: LiveReply, for step: Step) -> Bool {
        switch step {
        case .openUp: true
        case .create, .open: reply.handle != nil
        case .read: reply.data == Self.content
        case .stat: reply.size == UInt64(Self.content.count)
        default: reply.statusCode == .ok
        }
    }

    private func packet(_ step: Step, id: UInt32, handle: [UInt8]) -> [UInt8] {
        var buffer = WireBuffer()
        let file = folder + Array("/file".utf8)
        let path = file.span.bytes
        let open = handle.span.bytes
        switch step {
        case .openUp:
            PathAttributesRequest(
                .setstat, id: id, path: RawSpan(literal: "."),
                attributes: FileAttributes(permissions: 0o755)
            ).write(to: &buffer, version: version)
        case .makeFolder:
            // Some servers take no permissions for none at all.
            PathAttributesRequest(
                .mkdir, id: id, path: folder.span.bytes,
                attributes: FileAttributes(permissions: 0o755)
            ).write(to: &buffer, version: version)
        case .create:
            OpenRequest(
                id: id, filename: path, flags: [.read, .write, .create, .truncate],
                desiredAccess: [.readData, .writeData, .readAttributes, .writeAttributes],
                modes: OpenModes(.createTruncate),
                attributes: FileAttributes(permissions: 0o644)
            ).write(to: &buffer, version: version)
        case .write:
            WriteRequest(id: id, handle: open, offset: 0, data: Self.content.span.bytes)
                .write(to: &buffer, version: version)
        case .open:
            OpenRequest(
                id: id, filename: path, flags: .read,
                desiredAccess: [.readData, .readAttributes], modes: OpenModes(.openExisting)
            ).write(to: &buffer, version: version)
        case .read:
            ReadRequest(
                id: id, handle: open, offset: 0, length: UInt32(clamping: Self.content.count)
            ).write(to: &buffer, version: version)
        case .closeWritten, .close:
            HandleRequest(.close, id: id, handle: open).write(to: &buffer, version: version)
        case .stat:
            StatRequest(.stat, id: id, path: path, wanted: version >= .v4 ? .size : nil)
                .write(to: &buffer, version: version)
        case .remove:
            PathRequest(.remove, id: id, path: path).write(to: &buffer, version: version)
        case .removeFolder:
            PathRequest(.rmdir, id: id, path: folder.span.bytes)
                .write(to: &buffer, version: version)
        }
        return buffer.unread.array
    }
}
