extension StatusCode {
    /// One line of the table of status codes.
    public struct Row: Sendable {
        /// The code.
        public let code: StatusCode
        /// Its name in the drafts without `SSH_FX_`.
        public let shortName: String
        /// The first version that defines it.
        public let since: ProtocolVersion
        /// What earlier versions are sent instead in compatible mode.
        public let downgrade: StatusCode
        /// What a server that has nothing to imitate sends earlier versions instead: as
        /// `downgrade`, but NO_SUCH_FILE only for what is not there (draft-02 section 7).
        public let nearest: StatusCode
        /// The default message, English.
        public let sentence: StaticString

        /// Its name in the drafts.
        public var name: String { "SSH_FX_" + shortName }

        fileprivate init(
            _ number: UInt32, _ shortName: String, _ since: ProtocolVersion,
            _ downgrade: UInt32, _ sentence: StaticString, nearest: UInt32? = nil
        ) {
            self.code = StatusCode(rawValue: number)
            self.shortName = shortName
            self.since = since
            self.downgrade = StatusCode(rawValue: downgrade)
            self.nearest = StatusCode(rawValue: nearest ?? downgrade)
            self.sentence = sentence
        }
    }

    /// The table: every code once, the index is the number.
    ///
    /// Sections: draft-02 7, draft-04 7, draft-05 7, draft-13 9.1. A server must not send 6
    /// and 7 by any draft; they are here because scenarios send them on purpose.
    public static let table: [Row] = [
        Row(0, "OK", .v3, 0, "Success."),
        Row(1, "EOF", .v3, 1, "End of file."),
        Row(2, "NO_SUCH_FILE", .v3, 2, "No such file or directory."),
        Row(3, "PERMISSION_DENIED", .v3, 3, "Permission denied."),
        Row(4, "FAILURE", .v3, 4, "Failure."),
        Row(5, "BAD_MESSAGE", .v3, 5, "Bad message."),
        Row(6, "NO_CONNECTION", .v3, 6, "No connection."),
        Row(7, "CONNECTION_LOST", .v3, 7, "Connection lost."),
        Row(8, "OP_UNSUPPORTED", .v3, 8, "Operation unsupported."),
        Row(9, "INVALID_HANDLE", .v4, 4, "Invalid handle."),
        Row(10, "NO_SUCH_PATH", .v4, 2, "No such path."),
        Row(11, "FILE_ALREADY_EXISTS", .v4, 4, "File already exists."),
        Row(12, "WRITE_PROTECT", .v4, 3, "Write-protected medium."),
        Row(13, "NO_MEDIA", .v4, 4, "No medium in the drive."),
        Row(14, "NO_SPACE_ON_FILESYSTEM", .v5, 4, "No space left on the file system."),
        Row(15, "QUOTA_EXCEEDED", .v5, 4, "Quota exceeded."),
        Row(16, "UNKNOWN_PRINCIPAL", .v5, 4, "Unknown principal."),
        Row(17, "LOCK_CONFLICT", .v5, 4, "The file is locked by another process."),
        Row(18, "DIR_NOT_EMPTY", .v6, 4, "Directory not empty."),
        Row(19, "NOT_A_DIRECTORY", .v6, 2, "Not a directory."),
        Row(20, "INVALID_FILENAME", .v6, 2, "Invalid file name.", nearest: 4),
        Row(21, "LINK_LOOP", .v6, 4, "Too many symbolic links."),
        Row(22, "CANNOT_DELETE", .v6, 3, "The file cannot be deleted."),
        Row(23, "INVALID_PARAMETER", .v6, 4, "Invalid parameter."),
        Row(24, "FILE_IS_A_DIRECTORY", .v6, 2, "The file is a directory.", nearest: 4),
        Row(25, "BYTE_RANGE_LOCK_CONFLICT", .v6, 4, "The byte range is locked."),
        Row(26, "BYTE_RANGE_LOCK_REFUSED", .v6, 4, "The byte-range lock was refused."),
        Row(27, "DELETE_PENDING", .v6, 4, "The file is being deleted."),
        Row(28, "FILE_CORRUPT", .v6, 4, "The file is corrupt."),
        Row(29, "OWNER_INVALID", .v6, 3, "Invalid owner."),
        Row(30, "GROUP_INVALID", .v6, 3, "Invalid group."),
        Row(31, "NO_MATCHING_BYTE_RANGE_LOCK", .v6, 4, "No such byte-range lock."),
    ]
}

extension StatusCode {
    /// SSH_FX_OK.
    public static let ok = StatusCode(rawValue: 0)
    /// SSH_FX_EOF.
    public static let eof = StatusCode(rawValue: 1)
    /// SSH_FX_NO_SUCH_FILE.
    public static let noSuchFile = StatusCode(rawValue: 2)
    /// SSH_FX_PERMISSION_DENIED.
    public static let permissionDenied = StatusCode(rawValue: 3)
    /// SSH_FX_FAILURE.
    public static let failure = StatusCode(rawValue: 4)
    /// SSH_FX_BAD_MESSAGE.
    public static let badMessage = StatusCode(rawValue: 5)
    /// SSH_FX_NO_CONNECTION.
    public static let noConnection = StatusCode(rawValue: 6)
    /// SSH_FX_CONNECTION_LOST.
    public static let connectionLost = StatusCode(rawValue: 7)
    /// SSH_FX_OP_UNSUPPORTED.
    public static let opUnsupported = StatusCode(rawValue: 8)
    /// SSH_FX_INVALID_HANDLE.
    public static let invalidHandle = StatusCode(rawValue: 9)
    /// SSH_FX_NO_SUCH_PATH.
    public static let noSuchPath = StatusCode(rawValue: 10)
    /// SSH_FX_FILE_ALREADY_EXISTS.
    public static let fileAlreadyExists = StatusCode(rawValue: 11)
    /// SSH_FX_WRITE_PROTECT.
    public static let writeProtect = StatusCode(rawValue: 12)
    /// SSH_FX_NO_MEDIA.
    public static let noMedia = StatusCode(rawValue: 13)
    /// SSH_FX_NO_SPACE_ON_FILESYSTEM.
    public static let noSpaceOnFilesystem = StatusCode(rawValue: 14)
    /// SSH_FX_QUOTA_EXCEEDED.
    public static let quotaExceeded = StatusCode(rawValue: 15)
    /// SSH_FX_UNKNOWN_PRINCIPAL.
    public static let unknownPrincipal = StatusCode(rawValue: 16)
    /// SSH_FX_LOCK_CONFLICT.
    public static let lockConflict = StatusCode(rawValue: 17)
    /// SSH_FX_DIR_NOT_EMPTY.
    public static let dirNotEmpty = StatusCode(rawValue: 18)
    /// SSH_FX_NOT_A_DIRECTORY.
    public static let notADirectory = StatusCode(rawValue: 19)
    /// SSH_FX_INVALID_FILENAME.
    public static let invalidFilename = StatusCode(rawValue: 20)
    /// SSH_FX_LINK_LOOP.
    public static let linkLoop = StatusCode(rawValue: 21)
    /// SSH_FX_CANNOT_DELETE.
    public static let cannotDelete = StatusCode(rawValue: 22)
    /// SSH_FX_INVALID_PARAMETER.
    public static let invalidParameter = StatusCode(rawValue: 23)
    /// SSH_FX_FILE_IS_A_DIRECTORY.
    public static let fileIsADirectory = StatusCode(rawValue: 24)
    /// SSH_FX_BYTE_RANGE_LOCK_CONFLICT.
    public static let byteRangeLockConflict = StatusCode(rawValue: 25)
    /// SSH_FX_BYTE_RANGE_LOCK_REFUSED.
    public static let byteRangeLockRefused = StatusCode(rawValue: 26)
    /// SSH_FX_DELETE_PENDING.
    public static let deletePending = StatusCode(rawValue: 27)
    /// SSH_FX_FILE_CORRUPT.
    public static let fileCorrupt = StatusCode(rawValue: 28)
    /// SSH_FX_OWNER_INVALID.
    public static let ownerInvalid = StatusCode(rawValue: 29)
    /// SSH_FX_GROUP_INVALID.
    public static let groupInvalid = StatusCode(rawValue: 30)
    /// SSH_FX_NO_MATCHING_BYTE_RANGE_LOCK.
    public static let noMatchingByteRangeLock = StatusCode(rawValue: 31)
}
