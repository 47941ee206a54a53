public import SFTPWire

/// How the server speaks SFTP: which versions, which extensions, which of the choices the drafts
/// leave to a server.
public struct ProtocolSpec: Equatable, Sendable {
    /// The versions that may be negotiated.
    public var versions: ClosedRange<ProtocolVersion> = .v3 ... .v6
    /// The number written into VERSION whatever was negotiated, a lie; nil: the truth.
    public var announcedVersion: UInt32?
    /// What becomes of codes written by rules that the negotiated version does not define.
    public var statusCodes = StatusCodePolicy.raw
    /// Statuses sent in the place of those the server finds itself, by their code of version 6
    /// or the nearest the negotiated version has.
    public var statusMap: [StatusCode: StatusReplacement] = [:]
    /// Extensions that are not treated as the server treats them by itself.
    public var extensions: [ExtensionName: ExtensionMode] = [:]
    /// Data that extensions are announced with instead of the server's own.
    public var extensionData: [ExtensionName: [UInt8]] = [:]
    /// Announcements of extensions this server does not know, behind its own, in this order.
    public var otherExtensions: [ExtensionAnnouncement] = []
    /// The line end on the wire in text mode, and the data of the `newline` extension
    /// (draft-04 section 4.3); stored files have line feeds.
    public var newline: [UInt8] = [UInt8(ascii: "\n")]
    /// The character set announced by `filename-charset` (draft-13 section 6); nil: none.
    public var filenameCharset: [UInt8]?
    /// Which names are taken at version 4 and above, where the drafts want UTF-8.
    public var names = NamePolicy.utf8
    /// Who the server says it is in `vendor-id` (draft-13 section 4.4); nil: this program.
    public var vendorID: VendorID?
    /// Which path of SYMLINK is the link (versions 3 to 5).
    public var symlinkOrder = SymlinkOrder.openssh

    /// Makes the settings of a server about which a scenario says nothing.
    public init() {}
}

/// What becomes of a status code that a rule writes and the negotiated version does not define;
/// the raw value is its JSON name.
public enum StatusCodePolicy: String, CaseIterable, Sendable {
    /// It is sent as written.
    case raw
    /// The nearest code of the negotiated version is sent instead.
    case compat
    /// The scenario is refused when it is loaded.
    case strict
}

/// How an extension is treated; the raw value is its JSON name.
public enum ExtensionMode: String, CaseIterable, Sendable {
    /// Announced in VERSION and honoured.
    case announced
    /// Neither announced nor honoured.
    case off
    /// Honoured without being announced.
    case hidden
    /// Announced, but requests are answered OP_UNSUPPORTED.
    case refused
}

/// A pair of the VERSION packet (draft-02 section 4).
public struct ExtensionAnnouncement: Equatable, Sendable {
    /// The extension's name.
    public var name: [UInt8]
    /// Its data.
    public var data: [UInt8]

    /// Makes a pair.
    public init(name: [UInt8], data: [UInt8]) {
        self.name = name
        self.data = data
    }
}

/// Which names a server takes at version 4 and above; the raw value is its JSON name.
public enum NamePolicy: String, CaseIterable, Sendable {
    /// Any bytes, as at version 3.
    case raw
    /// UTF-8 only (draft-04 section 6.2, draft-13 section 6).
    case utf8
}

/// Which of the two paths of SYMLINK comes first; the raw value is its JSON name.
public enum SymlinkOrder: String, CaseIterable, Sendable {
    /// The target, then the link: OpenSSH's order, which most clients follow.
    case openssh
    /// The link, then the target (draft-02 section 6.10).
    case draft
}

/// What the `vendor-id` extension says of a program (draft-13 section 4.4).
public struct VendorID: Equatable, Sendable {
    /// Who made it.
    public var vendor: [UInt8]
    /// What it is called.
    public var product: [UInt8]
    /// Its version.
    public var version: [UInt8]
    /// Its build number.
    public var build: UInt64

    /// Makes an identity.
    public init(vendor: [UInt8], product: [UInt8], version: [UInt8], build: UInt64) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.build = build
    }
}
