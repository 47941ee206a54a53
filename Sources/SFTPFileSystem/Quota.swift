/// How much one user, one folder, or all together, may store; nil means no limit.
public struct Quota: Equatable, Sendable {
    /// Most bytes, as the sum of the sizes of files, holes counted; of a file with a greater
    /// preallocated size, that.
    public var bytes: UInt64?
    /// Most files, directories and symbolic links together.
    public var files: UInt64?

    /// Makes a quota.
    public init(bytes: UInt64? = nil, files: UInt64? = nil) {
        self.bytes = bytes
        self.files = files
    }
}
