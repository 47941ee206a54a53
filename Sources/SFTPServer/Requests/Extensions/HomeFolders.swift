internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// expand-path@openssh.com and home-directory (OpenSSH PROTOCOL sections 4.9 and 4.11).
extension Session {
    /// expand-path@openssh.com: `~` is the session's folder, `~user` that user's home.
    func expandPath(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try ExpandPathRequest(from: &reader, version: version)
        var exchange = exchange(.resolvePath, reader.header, .expandPath)
        let path = request.path.array
        guard path.first == UInt8(ascii: "~") else {
            resolve(exchange, packet, request.path)
            return
        }
        let end = path.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        guard let home = home(of: path[1..<end]) else {
            answer(&exchange, packet) { reply(&$0, FileSystemError.notFound) }
            return
        }
        let expanded = home + path[end...]
        resolve(exchange, packet, expanded.span.bytes)
    }

    /// home-directory.
    func homeDirectory(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try HomeDirectoryRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .homeDirectory)
        let home = home(of: request.username.array[...])
        answer(&exchange, packet) { exchange in
            if let home {
                replyPath(&exchange, home)
            } else {
                reply(&exchange, FileSystemError.notFound)
            }
        }
    }

    private func home(of user: ArraySlice<UInt8>) -> [UInt8]? {
        user.isEmpty ? identity.home : context.homes[String(decoding: user, as: UTF8.self)]
    }
}
