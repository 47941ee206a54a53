import SFTPWire

/// Whole request packets as SFTPWire writes them, with request id 7 unless another is given.
enum Request {
    static func initialize(_ version: UInt32 = 3) -> [UInt8] {
        built { HandshakeWriter(.`init`, version: version, to: &$0).finish(&$0) }
    }

    static func open(
        _ path: Text, _ flags: OpenFlags = .read,
        _ attributes: FileAttributes = FileAttributes(), id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            OpenRequest(
                id: id, filename: path.bytes.span.bytes, flags: flags, attributes: attributes
            ).write(to: &$0, version: version)
        }
    }

    static func close(_ handle: [UInt8], id: UInt32 = 7) -> [UInt8] {
        built {
            HandleRequest(.close, id: id, handle: handle.span.bytes).write(to: &$0, version: .v3)
        }
    }

    static func read(
        _ handle: [UInt8], _ offset: UInt64 = 0, _ length: UInt32 = 32_768, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            ReadRequest(id: id, handle: handle.span.bytes, offset: offset, length: length)
                .write(to: &$0, version: .v3)
        }
    }

    static func write(
        _ handle: [UInt8], _ offset: UInt64, _ data: Text, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            WriteRequest(
                id: id, handle: handle.span.bytes, offset: offset, data: data.bytes.span.bytes
            ).write(to: &$0, version: .v3)
        }
    }

    static func write(_ handle: [UInt8], _ data: Text) -> [UInt8] { write(handle, 0, data) }

    static func stat(
        _ path: Text, _ wanted: AttributeFlags? = nil, id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            StatRequest(.stat, id: id, path: path.bytes.span.bytes, wanted: wanted)
                .write(to: &$0, version: version)
        }
    }

    static func lstat(
        _ path: Text, _ wanted: AttributeFlags? = nil, id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            StatRequest(.lstat, id: id, path: path.bytes.span.bytes, wanted: wanted)
                .write(to: &$0, version: version)
        }
    }

    static func fstat(
        _ handle: [UInt8], _ wanted: AttributeFlags? = nil, id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            FstatRequest(id: id, handle: handle.span.bytes, wanted: wanted)
                .write(to: &$0, version: version)
        }
    }

    static func opendir(_ path: Text, id: UInt32 = 7) -> [UInt8] { onPath(.opendir, path, id) }
    static func remove(_ path: Text, id: UInt32 = 7) -> [UInt8] { onPath(.remove, path, id) }
    static func rmdir(_ path: Text, id: UInt32 = 7) -> [UInt8] { onPath(.rmdir, path, id) }
    static func realpath(_ path: Text, id: UInt32 = 7) -> [UInt8] { onPath(.realpath, path, id) }
    static func readlink(_ path: Text, id: UInt32 = 7) -> [UInt8] { onPath(.readlink, path, id) }

    /// Requests whose only field is a path or handle have one layout (draft-02 section 6).
    private static func onPath(_ type: PacketType, _ path: Text, _ id: UInt32) -> [UInt8] {
        built {
            let start = $0.beginPacket(type, id: id)
            $0.appendString(path.bytes.span.bytes)
            $0.endPacket(start)
        }
    }

    static func readdir(_ handle: [UInt8], id: UInt32 = 7) -> [UInt8] {
        onPath(.readdir, Text(handle), id)
    }

    static func mkdir(
        _ path: Text, _ attributes: FileAttributes = FileAttributes(), id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            PathAttributesRequest(
                .mkdir, id: id, path: path.bytes.span.bytes, attributes: attributes
            )
            .write(to: &$0, version: version)
        }
    }

    static func setstat(
        _ path: Text, _ attributes: FileAttributes, id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            PathAttributesRequest(
                .setstat, id: id, path: path.bytes.span.bytes, attributes: attributes
            )
            .write(to: &$0, version: version)
        }
    }

    static func fsetstat(
        _ handle: [UInt8], _ attributes: FileAttributes, id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            FsetstatRequest(id: id, handle: handle.span.bytes, attributes: attributes)
                .write(to: &$0, version: version)
        }
    }

    static func rename(
        _ from: Text, _ to: Text, _ flags: RenameFlags = [], id: UInt32 = 7,
        version: ProtocolVersion = .v3
    ) -> [UInt8] {
        built {
            RenameRequest(
                id: id, oldpath: from.bytes.span.bytes, newpath: to.bytes.span.bytes, flags: flags
            ).write(to: &$0, version: version)
        }
    }

    /// REALPATH of version 6.
    static func realpath(
        _ path: Text, _ control: RealpathControl, _ parts: [Text] = [], id: UInt32 = 7
    ) -> [UInt8] {
        let composed = WireStrings.encoded(parts.map(\.bytes))
        return built {
            RealpathRequest(
                id: id, path: path.bytes.span.bytes, control: control,
                composePaths: composed.span.bytes
            ).write(to: &$0, version: .v6)
        }
    }

    /// LINK, which only version 6 has.
    static func link(
        _ path: Text, to existing: Text, isSymbolic: Bool, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            LinkRequest(
                id: id, newLinkPath: path.bytes.span.bytes,
                existingPath: existing.bytes.span.bytes, isSymbolic: isSymbolic
            ).write(to: &$0, version: .v6)
        }
    }

    /// SYMLINK in the order of OpenSSH: the target's text first.
    static func symlink(target: Text, at path: Text, id: UInt32 = 7) -> [UInt8] {
        built {
            SymlinkRequest(
                id: id, linkpath: path.bytes.span.bytes, targetpath: target.bytes.span.bytes
            ).write(to: &$0, version: .v3, order: .openSSH)
        }
    }

    static func built(_ body: (inout WireBuffer) -> Void) -> [UInt8] {
        var buffer = WireBuffer()
        body(&buffer)
        return buffer.unread.array
    }
}
