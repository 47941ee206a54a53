internal import SFTPWire

/// What the attributes of a request are for.
enum AttributeUse {
    /// OPEN or MKDIR: they are those of something new.
    case creation
    /// SETSTAT and its like: they replace what is there.
    case change
}

extension Session {
    /// The attributes of a request as the files take them, names as numbers; nil when the
    /// request was answered instead with why not.
    func accept(
        _ exchange: inout Exchange, _ sent: FileAttributes, for use: AttributeUse
    ) -> FileAttributes? {
        guard version > .v3 else { return sent }
        do throws(Refusal) {
            return try AttributeAcceptance(version: version, use: use)
                .accepted(sent, names: context.accounts)
        } catch {
            reply(&exchange, error)
            return nil
        }
    }
}

/// Checks the attributes of requests from version 4 on and makes them the files' own.
///
/// What no version lets a client set is INVALID_PARAMETER, what this server cannot set
/// OP_UNSUPPORTED (draft-13 sections 5.4 and 7.1); nothing is changed then.
struct AttributeAcceptance {
    let version: ProtocolVersion
    let use: AttributeUse

    /// The attributes with owner and group as numbers.
    func accepted(
        _ sent: FileAttributes, names: AccountNames
    ) throws(Refusal) -> FileAttributes {
        var attributes = sent
        // The type cannot be changed, and says nothing: lftp sends 0, asyncssh "unknown".
        attributes.type = nil
        try checkFields(attributes)
        try acceptPermissions(&attributes)
        try acceptBits(&attributes)
        try acceptACL(&attributes)
        try acceptPrincipals(&attributes, names)
        // A wish only; the file grows as it is written (draft-13 section 7.3).
        if use == .creation { attributes.size = nil }
        return attributes
    }

    /// Refuses fields that only servers send, and sizes that contradict each other.
    private func checkFields(_ attributes: FileAttributes) throws(Refusal) {
        if attributes.linkCount != nil {
            throw .invalidParameter("The link count cannot be set")
        }
        if attributes.untranslatedName != nil {
            throw .invalidParameter("The untranslated name cannot be set")
        }
        if let hint = attributes.textHint, use == .change || !hint.isDefined {
            throw .invalidParameter("The text hint cannot be set so")
        }
        if use == .change, let size = attributes.size, let allocated = attributes.allocationSize,
            allocated < size
        {
            throw .invalidParameter("The allocation size is less than the size")
        }
        if attributes.ctime != nil {
            throw Refusal(.opUnsupported, "The time of attribute changes cannot be set")
        }
        // Versions 4 and 5 want unknown pairs ignored (draft-05 section 5.9).
        if version >= .v6, !attributes.extended.isEmpty {
            throw Refusal(.opUnsupported, "Unknown extended attribute")
        }
    }

    /// The type bits of a mode are dropped: clients of older manners send them.
    private func acceptPermissions(_ attributes: inout FileAttributes) throws(Refusal) {
        guard let mode = attributes.permissions else { return }
        guard mode <= 0o177_777 else { throw .invalidParameter("Undefined permission bits") }
        attributes.permissions = mode & FileAttributes.permissionBits
    }

    /// The bits that can be set; case-insensitivity is always read-only, a failed translation
    /// is nothing a client decides (draft-13 section 7.9).
    static let settableBits = AttributeBits.defined(in: .v6)
        .subtracting([.caseInsensitive, .translationError])

    private func acceptBits(_ attributes: inout FileAttributes) throws(Refusal) {
        guard let bits = attributes.bits else { return }
        // Version 5 has no mask: all its bits are meant.
        let valid = attributes.bitsValid ?? Self.settableBits
        let meant = version >= .v6 ? bits.intersection(valid) : bits
        guard meant.isSubset(of: Self.settableBits) else {
            throw Refusal(.opUnsupported, "Attribute bits that cannot be set")
        }
        attributes.bits = meant
        attributes.bitsValid = valid.intersection(Self.settableBits)
    }
}
