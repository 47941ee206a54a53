internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// statvfs@openssh.com and fstatvfs@openssh.com (OpenSSH PROTOCOL section 4.4), and
// space-available (draft-ietf-secsh-filexfer-extensions-00 section 4): how much room there is.
extension Session {
    /// statvfs@openssh.com.
    func statvfs(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try StatvfsRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .statvfs)
        answer(&exchange, packet, path: request.path) { exchange, path in
            replyStatistics(&exchange) { () throws(FileSystemError) in
                try fileSystem.statistics(path)
            }
        }
    }

    /// fstatvfs@openssh.com.
    func fstatvfs(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try FstatvfsRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .fstatvfs)
        answer(&exchange, packet, handle: request.handle) { exchange, entry in
            replyStatistics(&exchange) { () throws(FileSystemError) in
                switch entry.object {
                case .file(let file): try file.statistics()
                case .directory(_, let location):
                    try fileSystem.statistics(location.span.bytes)
                }
            }
        }
    }

    private func replyStatistics(
        _ exchange: inout Exchange, _ look: () throws(FileSystemError) -> FileSystemStatistics
    ) {
        do throws(FileSystemError) {
            let found = try look()
            StatvfsReply(
                id: exchange.id, blockSize: found.blockSize, fragmentSize: found.fragmentSize,
                blocks: found.blocks, freeBlocks: found.freeBlocks,
                availableBlocks: found.availableBlocks, files: found.files,
                freeFiles: found.freeFiles, availableFiles: found.availableFiles,
                identifier: found.identifier, flags: found.flags,
                maximumNameLength: found.maximumNameLength
            ).write(to: &output, version: version)
        } catch {
            reply(&exchange, error)
        }
    }

    /// space-available.
    func spaceAvailable(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try SpaceAvailableRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .spaceAvailable)
        answer(&exchange, packet, path: request.path) { exchange, path in
            do throws(FileSystemError) {
                let found = try fileSystem.statistics(path)
                SpaceAvailableReply(id: exchange.id, found).write(to: &output, version: version)
            } catch {
                reply(&exchange, error)
            }
        }
    }
}

extension SpaceAvailableReply {
    /// The same numbers in bytes: the user can have what is used and what is free for users.
    init(id: UInt32, _ found: FileSystemStatistics) {
        func bytes(_ blocks: UInt64) -> UInt64 {
            let (bytes, overflow) = blocks.multipliedReportingOverflow(by: found.fragmentSize)
            return overflow ? .max : bytes
        }
        let used = found.blocks - min(found.freeBlocks, found.blocks)
        let (available, overflow) = used.addingReportingOverflow(found.availableBlocks)
        self.init(
            id: id, bytesOnDevice: bytes(found.blocks),
            unusedBytesOnDevice: bytes(found.freeBlocks),
            bytesAvailableToUser: bytes(overflow ? .max : available),
            unusedBytesAvailableToUser: bytes(found.availableBlocks),
            bytesPerAllocationUnit: UInt32(clamping: found.fragmentSize))
    }
}
