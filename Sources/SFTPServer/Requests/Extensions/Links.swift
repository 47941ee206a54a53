internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// posix-rename@openssh.com, hardlink@openssh.com, lsetstat@openssh.com (OpenSSH PROTOCOL
// sections 4.3, 4.5 and 4.7): what drafts have requests for, with POSIX's meaning.
extension Session {
    /// posix-rename@openssh.com.
    func posixRename(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try PosixRenameRequest(from: &reader, version: version)
        let exchange = exchange(.fileRename, reader.header, .posixRename)
        move(exchange, packet, from: request.oldpath, to: request.newpath, replacing: true)
    }

    /// hardlink@openssh.com.
    func hardlink(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try HardlinkRequest(from: &reader, version: version)
        makeHardLink(
            exchange(.linkCreate, reader.header, .hardlink), packet, at: request.newpath,
            existing: request.oldpath)
    }

    /// lsetstat@openssh.com.
    func lsetstat(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try LsetstatRequest(from: &reader, version: version)
        let exchange = exchange(.setAttributes, reader.header, .lsetstat)
        change(exchange, packet, request.attributes, of: request.path, followingSymlinks: false)
    }
}
