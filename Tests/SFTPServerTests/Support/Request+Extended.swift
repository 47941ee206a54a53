import SFTPWire

// OpenSSH's extensions (its PROTOCOL file, section 4).
extension Request {
    static func posixRename(_ from: Text, _ to: Text, id: UInt32 = 7) -> [UInt8] {
        built {
            PosixRenameRequest(
                id: id, oldpath: from.bytes.span.bytes, newpath: to.bytes.span.bytes
            ).write(to: &$0, version: .v3)
        }
    }

    static func hardlink(_ old: Text, _ new: Text, id: UInt32 = 7) -> [UInt8] {
        built {
            HardlinkRequest(id: id, oldpath: old.bytes.span.bytes, newpath: new.bytes.span.bytes)
                .write(to: &$0, version: .v3)
        }
    }

    static func lsetstat(_ path: Text, _ attributes: FileAttributes, id: UInt32 = 7) -> [UInt8] {
        built {
            LsetstatRequest(id: id, path: path.bytes.span.bytes, attributes: attributes)
                .write(to: &$0, version: .v3)
        }
    }

    static func statvfs(_ path: Text, id: UInt32 = 7) -> [UInt8] {
        extended("statvfs@openssh.com", string(path.bytes), id: id)
    }

    static func fstatvfs(_ handle: [UInt8], id: UInt32 = 7) -> [UInt8] {
        extended("fstatvfs@openssh.com", string(handle), id: id)
    }

    static func fsync(_ handle: [UInt8], id: UInt32 = 7) -> [UInt8] {
        extended("fsync@openssh.com", string(handle), id: id)
    }

    static func limits(id: UInt32 = 7) -> [UInt8] { extended("limits@openssh.com", [], id: id) }

    static func expandPath(_ path: Text, id: UInt32 = 7) -> [UInt8] {
        extended("expand-path@openssh.com", string(path.bytes), id: id)
    }

    static func homeDirectory(_ user: Text, id: UInt32 = 7) -> [UInt8] {
        extended("home-directory", string(user.bytes), id: id)
    }

    static func copyData(
        _ source: [UInt8], _ sourceOffset: UInt64 = 0, length: UInt64 = 0,
        to target: [UInt8], _ targetOffset: UInt64 = 0, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            CopyDataRequest(
                id: id, sourceHandle: source.span.bytes, sourceOffset: sourceOffset,
                length: length, targetHandle: target.span.bytes, targetOffset: targetOffset
            ).write(to: &$0, version: .v3)
        }
    }

    static func names(uids: [UInt32], gids: [UInt32], id: UInt32 = 7) -> [UInt8] {
        let lists = [uids, gids].flatMap { string($0.flatMap(bytes)) }
        return extended("users-groups-by-id@openssh.com", lists, id: id)
    }

    /// EXTENDED with any name and payload.
    static func extended(_ name: Text, _ payload: [UInt8], id: UInt32 = 7) -> [UInt8] {
        built {
            ExtendedRequest(
                id: id, name: name.bytes.span.bytes, payload: payload.span.bytes
            ).write(to: &$0, version: .v3)
        }
    }

    /// A string field: length, then bytes.
    static func string(_ bytes: [UInt8]) -> [UInt8] {
        self.bytes(UInt32(bytes.count)) + bytes
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
