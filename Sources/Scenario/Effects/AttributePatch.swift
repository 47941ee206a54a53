public import SFTPWire

/// Changes to an attribute set: fields present in `set` replace, fields named in `omit` vanish.
public struct AttributePatch: Equatable, Sendable {
    /// Fields to replace or add.
    public var set: FileAttributes
    /// Fields to leave out.
    public var omit: AttributeFlags
    /// The bits of the mode that stay; nil: all.
    public var modeMask: UInt32?
    /// Which names of a listing it is for; nil: all.
    public var names: NameFilter?
    /// How the attributes are written.
    public var shape: AttributesShape

    /// Makes a patch.
    public init(
        set: FileAttributes = FileAttributes(), omit: AttributeFlags = [], rawFlags: UInt32? = nil,
        modeMask: UInt32? = nil, names: NameFilter? = nil
    ) {
        self.set = set
        self.omit = omit
        self.modeMask = modeMask
        self.names = names
        shape = AttributesShape(flags: rawFlags)
    }
}

/// How an ATTRS value is written, whatever fields it has.
public struct AttributesShape: Equatable, Sendable {
    /// The flags word; nil: that of the fields.
    public var flags: UInt32?
    /// Bits set in the flags word besides.
    public var addedFlags: UInt32
    /// Bits cleared in the flags word.
    public var removedFlags: UInt32
    /// The version whose layout it has; nil: the one spoken.
    public var layout: ProtocolVersion?
    /// The whole value, flags word and all; nil: what the fields come to.
    public var raw: [UInt8]?

    /// Makes a shape.
    public init(
        flags: UInt32? = nil, addedFlags: UInt32 = 0, removedFlags: UInt32 = 0,
        layout: ProtocolVersion? = nil, raw: [UInt8]? = nil
    ) {
        self.flags = flags
        self.addedFlags = addedFlags
        self.removedFlags = removedFlags
        self.layout = layout
        self.raw = raw
    }

    /// Whether it changes nothing.
    public var isPlain: Bool { self == AttributesShape() }

    /// The flags word to write where `word` is true.
    public func flags(for word: UInt32) -> UInt32 {
        (flags ?? word) & ~removedFlags | addedFlags
    }
}
