import CLinux
import Glibc
import SFTPWire

/// The attributes of version 6 that a disk has no place for of its own.
///
/// One extended attribute holds them as an ATTRS packet of version 6 (draft-13 section 9.6), so
/// that the codec of the protocol is the only one there is.
struct StoredAttributes: Equatable {
    /// The extended attribute; the kernel lets files and directories alone have those of `user`.
    static let name = "user.sftp-double"
    /// The attribute bits that are a note and no promise: the others a disk keeps or has not.
    static let storableBits: AttributeBits = [.system, .hidden, .archive]

    /// Bits that were set, of ``storableBits``.
    var bits: AttributeBits = []
    var acl: AccessControlList?
    var mimeType: [UInt8]?
    var textHint: TextHint?

    /// Nothing stored.
    init() {}

    /// Reads the packet; what is none stores nothing.
    init(packet: RawSpan) {
        guard var reader = try? WireReader(packet: packet),
            let reply = try? AttributesReply(from: &reader, version: .v6)
        else { return }
        bits = (reply.attributes.bits ?? []).intersection(Self.storableBits)
        acl = reply.attributes.acl
        mimeType = reply.attributes.mimeType
        textHint = reply.attributes.textHint
    }

    /// The packet.
    var packet: [UInt8] {
        var attributes = FileAttributes()
        if !bits.isEmpty { attributes.bits = bits }
        attributes.acl = acl
        attributes.mimeType = mimeType
        attributes.textHint = textHint
        var buffer = WireBuffer()
        AttributesReply.write(
            id: 0, attributes: attributes, to: &buffer, version: .v6)
        return buffer.unread.array
    }
}

extension Descriptor {
    /// What is stored with this file or directory.
    ///
    /// - Throws: as getxattr(2), except where nothing is stored or nothing can be.
    func storedAttributes() throws(FileSystemError) -> StoredAttributes {
        try Self.storedAttributes(
            at: Array("/proc/self/fd/\(number)".utf8CString), followingSymlinks: true)
    }

    /// What is stored with `name` in an open directory; a link is not followed.
    ///
    /// The caller has checked that `name` is a single component.
    static func storedAttributes(
        of name: [UInt8], in directory: Int32
    ) throws(FileSystemError) -> StoredAttributes {
        var path = "/proc/self/fd/\(directory)/".utf8.map { CChar(bitPattern: $0) }
        path.reserveCapacity(path.count + name.count + 1)
        for byte in name { path.append(CChar(bitPattern: byte)) }
        path.append(0)
        return try storedAttributes(at: path, followingSymlinks: false)
    }

    private static func storedAttributes(
        at path: [CChar], followingSymlinks: Bool
    ) throws(FileSystemError) -> StoredAttributes {
        // Most files have none, the others little; 64 KiB is the most Linux allows.
        for size in [512, 65_536] {
            let (stored, code) = withUnsafeTemporaryAllocation(
                byteCount: size, alignment: 1
            ) { buffer -> (StoredAttributes?, Int32) in
                let name = StoredAttributes.name
                let count =
                    followingSymlinks
                    ? getxattr(path, name, buffer.baseAddress, buffer.count)
                    : lgetxattr(path, name, buffer.baseAddress, buffer.count)
                guard count >= 0 else { return (nil, errno) }
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                return (StoredAttributes(packet: bytes.bytes), 0)
            }
            if let stored { return stored }
            if code == ENODATA || code == EOPNOTSUPP { return StoredAttributes() }
            guard code == ERANGE else { throw FileSystemError(code) }
        }
        throw .inputOutput
    }

    /// Replaces what is stored with this file or directory.
    ///
    /// - Throws: as setxattr(2); `unsupported` where the file system has no place for it.
    func store(_ attributes: StoredAttributes) throws(FileSystemError) {
        let isNothing = attributes == StoredAttributes()
        let packet = isNothing ? [] : attributes.packet
        let (result, code) = "/proc/self/fd/\(number)".withCString { path in
            let result =
                isNothing
                ? removexattr(path, StoredAttributes.name)
                : setxattr(path, StoredAttributes.name, packet, packet.count, 0)
            return (result, errno)
        }
        guard result != 0 else { return }
        switch code {
        case ENODATA where isNothing: return
        // More than an extended attribute can hold.
        case E2BIG, ERANGE: throw .noSpace
        default: throw FileSystemError(code)
        }
    }
}
