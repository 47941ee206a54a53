/// The extensions this package knows, in the order in which they are announced.
///
/// Layouts: OpenSSH's PROTOCOL file, section 4 (names with `@openssh.com`, copy-data,
/// home-directory); draft-04 section 4.3 and 6.3, draft-05 sections 4.4 and 8.1, draft-13
/// sections 5, 6 and 8.1.1.3; the rest draft-ietf-secsh-filexfer-extensions-00.
public enum ExtensionName: String, CaseIterable, Sendable {
    /// Rename that replaces the target.
    case posixRename = "posix-rename@openssh.com"
    /// statvfs(3) of a path.
    case statvfs = "statvfs@openssh.com"
    /// statvfs(3) of an open file.
    case fstatvfs = "fstatvfs@openssh.com"
    /// Hard link.
    case hardlink = "hardlink@openssh.com"
    /// Flushes an open file.
    case fsync = "fsync@openssh.com"
    /// SETSTAT that does not follow links.
    case lsetstat = "lsetstat@openssh.com"
    /// The server's size limits.
    case limits = "limits@openssh.com"
    /// REALPATH that knows `~`.
    case expandPath = "expand-path@openssh.com"
    /// Copies between open files on the server.
    case copyData = "copy-data"
    /// A user's home directory.
    case homeDirectory = "home-directory"
    /// Names of numeric users and groups.
    case usersGroupsByID = "users-groups-by-id@openssh.com"
    /// The versions the server speaks.
    case versions
    /// Chooses one of `versions`.
    case versionSelect = "version-select"
    /// The line end of files in text mode.
    case newline
    /// Goes to a line of a file in text mode.
    case textSeek = "text-seek"
    /// Who made server or client.
    case vendorID = "vendor-id"
    /// The character set of the server's file names.
    case filenameCharset = "filename-charset"
    /// Turns the translation of file names to UTF-8 on or off.
    case filenameTranslationControl = "filename-translation-control"
    /// What the server can do, version 5.
    case supported
    /// What the server can do, version 6.
    case supported2
    /// What the server can do with access control lists.
    case aclSupported = "acl-supported"
    /// Hash of an open file, in the form of older drafts; its announcement stands for both others.
    case checkFile = "check-file"
    /// Hash of an open file.
    case checkFileHandle = "check-file-handle"
    /// Hash of a file.
    case checkFileName = "check-file-name"
    /// MD5 of a file.
    case md5Hash = "md5-hash"
    /// MD5 of an open file.
    case md5HashHandle = "md5-hash-handle"
    /// How much room there is.
    case spaceAvailable = "space-available"
    /// Copies a file on the server.
    case copyFile = "copy-file"
    /// The folder for temporary files.
    case getTempFolder = "get-temp-folder"
    /// Makes a folder for temporary files.
    case makeTempFolder = "make-temp-folder"

    /// One line of the table of extensions.
    public struct Row: Sendable {
        /// The versions whose VERSION packet announces it unless something else is wanted.
        public let announced: ClosedRange<ProtocolVersion>?
        /// The versions that have an EXTENDED request of this name; nil: it is announced only.
        public let requests: ClosedRange<ProtocolVersion>?
        /// What it is announced with where that says nothing about the server.
        public let data: StaticString

        fileprivate init(
            announced: ClosedRange<ProtocolVersion>?, requests: ClosedRange<ProtocolVersion>?,
            data: StaticString = ""
        ) {
            self.announced = announced
            self.requests = requests
            self.data = data
        }
    }

    /// The line of the table for this extension; everything else about it derives from it.
    ///
    /// Version 3 announces what OpenSSH announces, in its order; the later versions announce what
    /// their drafts define besides. OpenSSH and ProFTPD send "1" for extensions without data.
    public var row: Row {
        switch self {
        case .posixRename, .hardlink, .fsync, .lsetstat, .limits, .expandPath, .copyData,
            .homeDirectory, .usersGroupsByID:
            Row(announced: .v3 ... .v6, requests: .v3 ... .v6, data: "1")
        case .statvfs, .fstatvfs:
            Row(announced: .v3 ... .v6, requests: .v3 ... .v6, data: "2")
        case .versions: Row(announced: .v4 ... .v6, requests: nil)
        case .versionSelect: Row(announced: nil, requests: .v3 ... .v6)
        case .newline: Row(announced: .v4 ... .v6, requests: nil)
        case .textSeek: Row(announced: .v4 ... .v6, requests: .v4 ... .v6)
        case .vendorID: Row(announced: .v4 ... .v6, requests: .v3 ... .v6)
        case .filenameCharset: Row(announced: .v6 ... .v6, requests: nil)
        case .filenameTranslationControl: Row(announced: nil, requests: .v3 ... .v6)
        case .supported: Row(announced: .v5 ... .v5, requests: nil)
        case .supported2, .aclSupported: Row(announced: .v6 ... .v6, requests: nil)
        case .md5Hash, .md5HashHandle:
            Row(announced: .v5 ... .v5, requests: .v3 ... .v6, data: "1")
        case .checkFile, .checkFileHandle, .checkFileName, .spaceAvailable, .copyFile,
            .getTempFolder, .makeTempFolder:
            Row(announced: .v4 ... .v6, requests: .v3 ... .v6, data: "1")
        }
    }

    /// The extension with exactly these bytes as its name, or nil.
    public init?(_ name: RawSpan) {
        guard name.byteCount < Self.byLength.count else { return nil }
        for candidate in Self.byLength[name.byteCount]
        where name.isEqual(to: candidate.rawValue.utf8) {
            self = candidate
            return
        }
        return nil
    }

    /// The extension whose EXTENDED request has exactly these bytes as its name, or nil.
    public init?(request name: RawSpan) {
        guard let known = ExtensionName(name), known.row.requests != nil else { return nil }
        self = known
    }

    /// The names by their length, of which five at most have the same: every request asks.
    private static let byLength: [[ExtensionName]] = {
        let longest = allCases.map(\.rawValue.utf8.count).max() ?? 0
        var names: [[ExtensionName]] = Array(repeating: [], count: longest + 1)
        for name in allCases { names[name.rawValue.utf8.count].append(name) }
        return names
    }()
}
