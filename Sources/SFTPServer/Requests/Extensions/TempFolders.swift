internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// get-temp-folder and make-temp-folder (draft-ietf-secsh-filexfer-extensions-00).
extension Session {
    private static var common: [UInt8] { Array("/tmp".utf8) }
    /// How many names are tried before the folder is given up.
    private static var attempts: Int { 1_000 }

    /// get-temp-folder: `/tmp` where there is one, the session's folder otherwise.
    func getTempFolder(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        _ = try GetTempFolderRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .getTempFolder)
        answer(&exchange, packet) { replyPath(&$0, tempFolder) }
    }

    /// make-temp-folder: makes a folder with a new name in that one, for its owner alone.
    func makeTempFolder(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        _ = try MakeTempFolderRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .makeTempFolder)
        answer(&exchange, packet) { exchange in
            do throws(FileSystemError) {
                replyPath(&exchange, try newTempFolder())
            } catch {
                reply(&exchange, error)
            }
        }
    }

    private var tempFolder: [UInt8] {
        let common = Self.common
        let found = try? fileSystem.attributes(
            common.span.bytes, followingSymlinks: true)
        guard let mode = found?.permissions, FileType(mode: mode) == .directory else {
            return identity.home
        }
        return common
    }

    /// The names count up within a connection, so that a scenario can know them beforehand.
    private func newTempFolder() throws(FileSystemError) -> [UInt8] {
        var folder = tempFolder
        if folder.last != UInt8(ascii: "/") { folder.append(UInt8(ascii: "/")) }
        for number in 1...Self.attempts {
            let path = folder + Array("temp-\(identity.connection)-\(number)".utf8)
            do throws(FileSystemError) {
                try fileSystem.makeDirectory(
                    path.span.bytes, attributes: FileAttributes(permissions: 0o700),
                    owner: identity.owner)
                return path
            } catch {
                guard error == .alreadyExists else { throw error }
            }
        }
        throw .alreadyExists
    }
}
