/// The EXTENDED_REPLY to statvfs@openssh.com and fstatvfs@openssh.com.
///
/// OpenSSH PROTOCOL section 4.4; field names are those of statvfs(3).
public struct StatvfsReply: Equatable, Sendable {
    /// The id of the request that is answered.
    public var id: UInt32
    /// Block size, bytes.
    public var blockSize: UInt64
    /// Fundamental block size, bytes; the unit of the block counts.
    public var fragmentSize: UInt64
    /// Blocks in all.
    public var blocks: UInt64
    /// Free blocks.
    public var freeBlocks: UInt64
    /// Free blocks for ordinary users.
    public var availableBlocks: UInt64
    /// Inodes in all.
    public var files: UInt64
    /// Free inodes.
    public var freeFiles: UInt64
    /// Free inodes for ordinary users.
    public var availableFiles: UInt64
    /// File-system id.
    public var identifier: UInt64
    /// 1 = read-only, 2 = no setuid.
    public var flags: UInt64
    /// Longest file name, bytes.
    public var maximumNameLength: UInt64

    /// Makes a packet to send.
    public init(
        id: UInt32, blockSize: UInt64, fragmentSize: UInt64, blocks: UInt64, freeBlocks: UInt64,
        availableBlocks: UInt64, files: UInt64, freeFiles: UInt64, availableFiles: UInt64,
        identifier: UInt64, flags: UInt64, maximumNameLength: UInt64
    ) {
        self.id = id
        self.blockSize = blockSize
        self.fragmentSize = fragmentSize
        self.blocks = blocks
        self.freeBlocks = freeBlocks
        self.availableBlocks = availableBlocks
        self.files = files
        self.freeFiles = freeFiles
        self.availableFiles = availableFiles
        self.identifier = identifier
        self.flags = flags
        self.maximumNameLength = maximumNameLength
    }

    /// Reads the fields behind the header; throws the reader's errors.
    public init(
        from reader: inout WireReader, version: ProtocolVersion
    ) throws(WireError) {
        id = reader.id
        blockSize = try reader.readUInt64("f_bsize")
        fragmentSize = try reader.readUInt64("f_frsize")
        blocks = try reader.readUInt64("f_blocks")
        freeBlocks = try reader.readUInt64("f_bfree")
        availableBlocks = try reader.readUInt64("f_bavail")
        files = try reader.readUInt64("f_files")
        freeFiles = try reader.readUInt64("f_ffree")
        availableFiles = try reader.readUInt64("f_favail")
        identifier = try reader.readUInt64("f_fsid")
        flags = try reader.readUInt64("f_flag")
        maximumNameLength = try reader.readUInt64("f_namemax")
        try reader.finish()
    }

    /// Appends the packet.
    public func write(to buffer: inout WireBuffer, version: ProtocolVersion) {
        let start = buffer.beginPacket(.extendedReply, id: id)
        buffer.append(blockSize)
        buffer.append(fragmentSize)
        buffer.append(blocks)
        buffer.append(freeBlocks)
        buffer.append(availableBlocks)
        buffer.append(files)
        buffer.append(freeFiles)
        buffer.append(availableFiles)
        buffer.append(identifier)
        buffer.append(flags)
        buffer.append(maximumNameLength)
        buffer.endPacket(start)
    }
}
