extension FileAttributes {
    /// Extended attribute pairs, in wire order.
    public var extended: [ExtendedPair] {
        get { rare?.values.extended ?? [] }
        set { changeRare { $0.extended = newValue } }
    }

    /// Owner by name, UTF-8 (v4 and later, with `group`; empty: not meant).
    public var owner: [UInt8]? {
        get { rare?.values.owner }
        set { changeRare { $0.owner = newValue } }
    }

    /// Group by name, UTF-8 (v4 and later, with `owner`; empty: not meant).
    public var group: [UInt8]? {
        get { rare?.values.group }
        set { changeRare { $0.group = newValue } }
    }

    /// Takes owner and group of `other`; without memory of its own when neither has ACL, extended
    /// pairs or the like, so that a listing names its owners once.
    public mutating func takeNames(of other: FileAttributes) {
        guard rare != nil || other.rare?.values.hasOnlyNames == false else {
            rare = other.rare
            return
        }
        changeRare { values in
            values.owner = other.owner
            values.group = other.group
        }
    }

    /// Access control list (v4 and later).
    public var acl: AccessControlList? {
        get { rare?.values.acl }
        set { changeRare { $0.acl = newValue } }
    }

    /// MIME type (v6).
    public var mimeType: [UInt8]? {
        get { rare?.values.mimeType }
        set { changeRare { $0.mimeType = newValue } }
    }

    /// The name before its translation to UTF-8 (v6).
    public var untranslatedName: [UInt8]? {
        get { rare?.values.untranslatedName }
        set { changeRare { $0.untranslatedName = newValue } }
    }

    /// Whether there are extended pairs, without touching them.
    var hasExtended: Bool { rare.map { !$0.values.extended.isEmpty } ?? false }

    private mutating func changeRare(_ change: (inout RareAttributes.Values) -> Void) {
        var values = rare?.values ?? RareAttributes.Values()
        change(&values)
        rare = .holding(values)
    }
}

/// The attributes few files have; never changed, so that copies can share it.
@usableFromInline final class RareAttributes: Equatable, Sendable {
    struct Values: Equatable {
        var owner: [UInt8]?
        var group: [UInt8]?
        var extended: [ExtendedPair] = []
        var acl: AccessControlList?
        var mimeType: [UInt8]?
        var untranslatedName: [UInt8]?

        var hasOnlyNames: Bool {
            extended.isEmpty && acl == nil && mimeType == nil && untranslatedName == nil
        }
    }

    let values: Values

    private init(_ values: Values) { self.values = values }

    /// Holds the values, if there are any.
    ///
    /// No failable initialiser: that would allocate before it finds that there are none.
    static func holding(_ values: Values?) -> RareAttributes? {
        guard let values, values != Values() else { return nil }
        return RareAttributes(values)
    }

    @usableFromInline static func == (left: RareAttributes, right: RareAttributes) -> Bool {
        left === right || left.values == right.values
    }
}
