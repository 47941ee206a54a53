internal import Glibc
internal import SFTPServer
internal import Scenario

/// The folder captured packets are written to.
final class CaptureFolder: Sendable {
    private let descriptor: Int32

    /// Opens a folder that is there; throws one line that names it.
    init(path: String) throws(StartError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .output("cannot capture into \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { _ = close(descriptor) }

    /// Writes a packet; one of an earlier run by the same name is replaced, a link is not followed.
    func keep(_ packet: CapturedPacket) {
        let file = openat(
            descriptor, packet.fileName,
            O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        // A full disk loses what is captured, never a session.
        guard file >= 0 else { return }
        defer { _ = close(file) }
        var text = Array(packet.text.utf8)
        while !text.isEmpty {
            let count = text.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            text.removeFirst(max(0, count))
        }
    }
}

extension Configuration {
    /// The folder for captured packets, if one is named.
    ///
    /// - Throws: when it cannot be used, or a rule captures although none is named.
    func captureSink() throws(StartError) -> (@Sendable (CapturedPacket) -> Void)? {
        guard let captureFolder else {
            guard let rule = rules.first(where: \.capturesPackets) else { return nil }
            throw .scenario(
                "rule \"\(rule.name)\" captures packets; allow it with --capture FOLDER")
        }
        let folder = try CaptureFolder(path: captureFolder)
        return { folder.keep($0) }
    }
}
