/// One pair of name and value, as ATTRS and INIT/VERSION carry them.
public struct ExtendedPair: Equatable, Sendable {
    /// The name, `x@domain` by convention.
    public var name: [UInt8]
    /// The value, opaque bytes.
    public var value: [UInt8]

    /// Makes a pair.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
