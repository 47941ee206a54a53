internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// The extension pairs of VERSION (draft-02 section 4, draft-13 sections 5.2 to 5.5 and 6).
extension Session {
    /// Appends the pairs of the negotiated version: the server's own, then a scenario's.
    func announceExtensions(_ writer: HandshakeWriter) {
        let spec = context.protocolSpec
        for name in ExtensionName.allCases where spec.announces(name, at: version) {
            let data = spec.extensionData[name] ?? ownData(name)
            writer.append(name, data: data.span.bytes, to: &output)
        }
        for pair in spec.otherExtensions {
            writer.append(name: pair.name.span.bytes, data: pair.data.span.bytes, to: &output)
        }
    }

    /// What this server says of an extension by itself.
    private func ownData(_ name: ExtensionName) -> [UInt8] {
        let spec = context.protocolSpec
        switch name {
        case .versions: return Array(spec.versionList.utf8)
        case .newline: return spec.newline
        case .filenameCharset: return spec.filenameCharset ?? Array("UTF-8".utf8)
        case .vendorID:
            let id = spec.vendorID ?? VendorID(vendor: [], product: [], version: [], build: 0)
            return bytes {
                VendorIDData(
                    vendor: id.vendor.span.bytes, product: id.product.span.bytes,
                    version: id.version.span.bytes, build: id.build
                ).write(to: &$0)
            }
        case .supported, .supported2:
            return bytes { features.write(to: &$0, version: version) }
        case .aclSupported:
            return bytes { aclCapabilities.write(to: &$0) }
        default: return RawSpan(literal: name.row.data).array
        }
    }

    /// What the session's version can ask for and gets.
    private var features: SupportedFeatures {
        let changeable = fileSystem.changeable
        let spec = context.protocolSpec
        let extensions = ExtensionName.allCases.filter { spec.lists($0, at: version) }
        return SupportedFeatures(
            attributes: changeable.attributes.intersection(.defined(in: version)),
            bits: changeable.bits.intersection(.defined(in: version)),
            openModes: .defined(in: version).subtracting(.backupStream),
            access: .defined(in: version),
            maximumReadLength: UInt32(WireLimits.dataLength),
            openBlocks: Self.allBlocks, blocks: Self.allBlocks,
            extensions: extensions.map { Array($0.rawValue.utf8) })
    }

    /// Every combination of the four bits.
    private static var allBlocks: UInt16 { 0xffff }

    /// Entries of all types are kept; none is inherited.
    private var aclCapabilities: ACLCapabilities {
        fileSystem.changeable.attributes.contains(.acl)
            ? [.allow, .deny, .audit, .alarm] : []
    }

    private func bytes(_ write: (inout WireBuffer) -> Void) -> [UInt8] {
        var buffer = WireBuffer()
        write(&buffer)
        return buffer.unread.array
    }
}

extension ProtocolSpec {
    /// Whether VERSION of this version holds the pair.
    func announces(_ name: ExtensionName, at version: ProtocolVersion) -> Bool {
        switch extensions[name] {
        case .announced, .refused: return true
        case .off, .hidden: return false
        case nil:
            // Without a character set there is nothing to say.
            guard name != .filenameCharset || filenameCharset != nil else { return false }
            return name.row.announced?.contains(version) == true
        }
    }

    /// Whether an EXTENDED request of this name is carried out at this version.
    func honours(_ name: ExtensionName, at version: ProtocolVersion) -> Bool {
        guard name.row.requests?.contains(version) == true else { return false }
        // Nobody is told of a translation that could be turned off (draft-13 section 6).
        guard name != .filenameTranslationControl || announces(.filenameCharset, at: version)
        else { return false }
        switch extensions[name] {
        case .off, .refused: return false
        case .announced, .hidden, nil: return true
        }
    }

    /// Whether `supported` and `supported2` list the name of an EXTENDED request: when it is
    /// announced, or is honoured and has no announcement of its own.
    func lists(_ name: ExtensionName, at version: ProtocolVersion) -> Bool {
        guard name.row.requests?.contains(version) == true else { return false }
        return announces(name, at: version)
            || name.row.announced == nil && extensions[name] != .hidden
                && honours(name, at: version)
    }

    /// The versions served, as the `versions` extension lists them (draft-13 section 5.5).
    var versionList: String {
        ProtocolVersion.allCases.filter { versions.contains($0) }
            .map { String($0.rawValue) }.joined(separator: ",")
    }
}
