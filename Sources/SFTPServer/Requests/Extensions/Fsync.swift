internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// fsync@openssh.com (OpenSSH PROTOCOL section 4.6).
extension Session {
    /// fsync@openssh.com.
    func fsync(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try FsyncRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .fsync)
        answer(&exchange, packet, handle: request.handle) { exchange, entry in
            guard case .file(let file) = entry.object else {
                replyInvalidHandle(&exchange)
                return
            }
            perform(&exchange) { () throws(FileSystemError) in try file.synchronize() }
        }
    }
}
