import SFTPWire

// The extensions of draft-ietf-secsh-filexfer-extensions-00 and draft-05 section 8.1.
extension Request {
    static func checkFile(
        _ handle: [UInt8], _ algorithms: Text, _ offset: UInt64 = 0, _ length: UInt64 = 0,
        blockSize: UInt32 = 0, as name: ExtensionName = .checkFileHandle, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            CheckFileHandleRequest(
                id: id, handle: handle.span.bytes,
                range: CheckFileRange(
                    algorithms: algorithms.bytes.span.bytes, offset: offset, length: length,
                    blockSize: blockSize)
            ).write(to: &$0, version: .v3, as: name)
        }
    }

    static func checkFile(
        name path: Text, _ algorithms: Text, _ offset: UInt64 = 0, _ length: UInt64 = 0,
        blockSize: UInt32 = 0, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            CheckFileNameRequest(
                id: id, path: path.bytes.span.bytes,
                range: CheckFileRange(
                    algorithms: algorithms.bytes.span.bytes, offset: offset, length: length,
                    blockSize: blockSize)
            ).write(to: &$0, version: .v3)
        }
    }

    static func md5(
        _ path: Text, _ offset: UInt64 = 0, _ length: UInt64 = 0, quickCheck: [UInt8] = [],
        id: UInt32 = 7
    ) -> [UInt8] {
        built {
            MD5HashRequest(
                id: id, path: path.bytes.span.bytes,
                range: MD5HashRange(
                    offset: offset, length: length, quickCheckHash: quickCheck.span.bytes)
            ).write(to: &$0, version: .v3)
        }
    }

    static func md5(
        handle: [UInt8], _ offset: UInt64 = 0, _ length: UInt64 = 0, quickCheck: [UInt8] = [],
        id: UInt32 = 7
    ) -> [UInt8] {
        built {
            MD5HashHandleRequest(
                id: id, handle: handle.span.bytes,
                range: MD5HashRange(
                    offset: offset, length: length, quickCheckHash: quickCheck.span.bytes)
            ).write(to: &$0, version: .v3)
        }
    }

    static func copyFile(
        _ source: Text, _ destination: Text, overwrites: Bool = false, id: UInt32 = 7
    ) -> [UInt8] {
        built {
            CopyFileRequest(
                id: id, source: source.bytes.span.bytes,
                destination: destination.bytes.span.bytes, overwrites: overwrites
            ).write(to: &$0, version: .v3)
        }
    }

    static func spaceAvailable(_ path: Text, id: UInt32 = 7) -> [UInt8] {
        extended("space-available", string(path.bytes), id: id)
    }

    static func translate(_ does: Bool, id: UInt32 = 7) -> [UInt8] {
        extended("filename-translation-control", [does ? 1 : 0], id: id)
    }

    static func vendorID(id: UInt32 = 7) -> [UInt8] {
        let name = string(Array("x".utf8))
        return extended("vendor-id", name + name + name + wire("0000000000000009"), id: id)
    }
}
