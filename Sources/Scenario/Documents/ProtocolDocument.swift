import SFTPWire
import StrictJSON

/// The keys of `server` that say how SFTP is spoken; absent ones leave what an earlier file said.
struct ProtocolDocument: Sendable {
    private var versions: ClosedRange<ProtocolVersion>?
    private var announcedVersion: UInt32?
    private var statusCodes: StatusCodePolicy?
    private(set) var statusMap: [StatusMapping]?
    private var extensions: ExtensionsDocument?
    private var otherExtensions: [ExtensionAnnouncement]?
    private var newline: [UInt8]?
    private var filenameCharset: [UInt8]?
    private var names: NamePolicy?
    private var vendorID: VendorID?
    private var symlinkOrder: SymlinkOrder?

    private static let versions = Key(
        "versions", VersionsDocument.kind,
        "The versions that may be negotiated: bounds, or one number; otherwise 3 to 6.")
    private static let announcedVersion = Key(
        "announcedVersion", Kind<UInt32>.integer,
        "The number in VERSION, a lie: the version negotiated is spoken all the same.")
    private static let statusCodes = Key(
        "statusCodes",
        Kind<StatusCodePolicy>.name("status policy").titled("`raw`, `compat` or `strict`"),
        "What becomes of codes that rules write and the negotiated version does not have: `raw` "
            + "sends them, `compat` the nearest one it has, `strict` refuses the file.")
    private static let statusMap = Key(
        "statusMap", StatusMapping.table,
        "What the client is told in the place of statuses the server finds itself, by their names "
            + "or numbers; version 6's, or those the negotiated version has for them.")
    private static let extensions = Key(
        "extensions", ExtensionsDocument.kind, "How extensions are treated, by name.")
    private static let otherExtensions = Key(
        "otherExtensions", ExtensionsDocument.others,
        "Announcements of extensions the server does not know, with their data.")
    private static let newline = Key(
        "newline", Kind<[UInt8]>.bytes.map(ProtocolDocument.notEmpty),
        "The line end that `newline` announces and text mode has on the wire (version 4 and up), "
            + "where stored files have a line feed; otherwise a line feed too.")
    private static let filenameCharset = Key(
        "filenameCharset", Kind<[UInt8]>.bytes.map(ProtocolDocument.notEmpty),
        "The character set `filename-charset` announces (version 6); otherwise it is not announced."
    )
    private static let names = Key(
        "names", Kind<NamePolicy>.name("policy of names").titled("`utf8` or `raw`"),
        "Which names are taken from version 4 on: `utf8`, as the drafts want it, or `raw`, any "
            + "bytes, as at version 3; otherwise `utf8`.")
    private static let vendorID = Key(
        "vendorID", VendorDocument.kind,
        "What `vendor-id` says of the server; otherwise who this program is.")
    private static let symlinkOrder = Key(
        "symlinkOrder", Kind<SymlinkOrder>.name("order of paths").titled("`openssh` or `draft`"),
        "Which path of SYMLINK comes first: `openssh`, the target, or `draft`, the link; "
            + "otherwise `openssh`.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(versions, #""versions": {"min": 3, "max": 6}"#),
        DocumentKey(announcedVersion, #""announcedVersion": 7"#),
        DocumentKey(statusCodes, #""statusCodes": "compat""#),
        DocumentKey(statusMap, #""statusMap": {"FILE_ALREADY_EXISTS": "FAILURE"}"#),
        DocumentKey(extensions, #""extensions": {"posix-rename@openssh.com": "off"}"#),
        DocumentKey(otherExtensions, #""otherExtensions": {"tea@example.com": "1"}"#),
        DocumentKey(newline, #""newline": "\r\n""#),
        DocumentKey(filenameCharset, #""filenameCharset": "ISO-8859-1""#),
        DocumentKey(names, #""names": "raw""#),
        DocumentKey(vendorID, #""vendorID": {"vendor": "Example", "product": "ftpd"}"#),
        DocumentKey(symlinkOrder, #""symlinkOrder": "draft""#),
    ]

    /// Nothing said.
    init() {}

    /// Reads the keys.
    init(_ reader: ObjectReader) {
        versions = reader.read(Self.versions)
        announcedVersion = reader.read(Self.announcedVersion)
        statusCodes = reader.read(Self.statusCodes)
        statusMap = reader.read(Self.statusMap)
        extensions = reader.read(Self.extensions)
        otherExtensions = reader.read(Self.otherExtensions)
        newline = reader.read(Self.newline)
        filenameCharset = reader.read(Self.filenameCharset)
        names = reader.read(Self.names)
        vendorID = reader.read(Self.vendorID)
        symlinkOrder = reader.read(Self.symlinkOrder)
    }

    /// Takes over what `later` says.
    mutating func merge(_ later: ProtocolDocument) {
        versions = later.versions ?? versions
        announcedVersion = later.announcedVersion ?? announcedVersion
        statusCodes = later.statusCodes ?? statusCodes
        if let more = later.statusMap { statusMap = (statusMap ?? []) + more }
        if let more = later.extensions { extensions = extensions?.merged(with: more) ?? more }
        otherExtensions = later.otherExtensions ?? otherExtensions
        newline = later.newline ?? newline
        filenameCharset = later.filenameCharset ?? filenameCharset
        names = later.names ?? names
        vendorID = later.vendorID ?? vendorID
        symlinkOrder = later.symlinkOrder ?? symlinkOrder
    }

    /// The settings, with defaults where no file says anything.
    var spec: ProtocolSpec {
        var spec = ProtocolSpec()
        spec.versions = versions ?? spec.versions
        spec.announcedVersion = announcedVersion
        spec.statusCodes = statusCodes ?? spec.statusCodes
        for mapping in statusMap ?? [] { spec.statusMap[mapping.found] = mapping.told }
        spec.extensions = extensions?.modes ?? [:]
        spec.extensionData = extensions?.data ?? [:]
        spec.otherExtensions = otherExtensions ?? []
        spec.newline = newline ?? spec.newline
        spec.filenameCharset = filenameCharset
        spec.names = names ?? spec.names
        spec.vendorID = vendorID
        spec.symlinkOrder = symlinkOrder ?? spec.symlinkOrder
        return spec
    }

    private static func notEmpty(_ bytes: [UInt8], _ node: PlacedNode) -> [UInt8]? {
        if bytes.isEmpty { node.error("the text is empty") }
        return bytes
    }
}
