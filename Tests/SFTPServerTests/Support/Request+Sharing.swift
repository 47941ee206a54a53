import SFTPWire

// Requests of version 5 and above that share and lock files, and text-seek.
extension Request {
    static func open(
        _ path: Text, _ access: AccessMask, _ modes: OpenModes,
        _ attributes: FileAttributes = FileAttributes(), id: UInt32 = 7,
        version: ProtocolVersion = .v6
    ) -> [UInt8] {
        built {
            OpenRequest(
                id: id, filename: path.bytes.span.bytes, desiredAccess: access, modes: modes,
                attributes: attributes
            ).write(to: &$0, version: version)
        }
    }

    static func block(
        _ handle: [UInt8], _ offset: UInt64, _ length: UInt64,
        _ mask: LockMask = [.read, .write], id: UInt32 = 7
    ) -> [UInt8] {
        built {
            BlockRequest(
                id: id, handle: handle.span.bytes, offset: offset, length: length, mask: mask
            ).write(to: &$0, version: .v6)
        }
    }

    static func unblock(
        _ handle: [UInt8], _ offset: UInt64, _ length: UInt64, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            UnblockRequest(id: id, handle: handle.span.bytes, offset: offset, length: length)
                .write(to: &$0, version: .v6)
        }
    }

    static func textSeek(_ handle: [UInt8], line: UInt64, id: UInt32 = 7) -> [UInt8] {
        built {
            TextSeekRequest(id: id, handle: handle.span.bytes, lineNumber: line)
                .write(to: &$0, version: .v6)
        }
    }
}
