/// The folders that have a quota of their own, and which lies in which.
struct FolderQuotas: Sendable {
    private struct Folder: Sendable {
        var quota: Quota
        /// The nearest folder above that has a quota too.
        var above: UInt16?
    }

    private let numbers: [[UInt8]: UInt16]
    private let folders: [Folder]

    /// Makes the table; of more than 65,536 folders the rest is left out.
    ///
    /// - Parameter quotas: by absolute path, without a slash at the end.
    init(_ quotas: [[UInt8]: Quota]) {
        var numbers: [[UInt8]: UInt16] = [:]
        var folders: [Folder] = []
        // A folder stands before those in it.
        for (path, quota) in quotas.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let number = UInt16(exactly: folders.count) else { break }
            folders.append(Folder(quota: quota, above: Self.nearest(above: path, numbers)))
            numbers[path] = number
        }
        self.numbers = numbers
        self.folders = folders
    }

    private static func nearest(above path: [UInt8], _ numbers: [[UInt8]: UInt16]) -> UInt16? {
        var path = path[...]
        while let slash = path.lastIndex(of: UInt8(ascii: "/")), path.count > 1 {
            path = slash == 0 ? path[...slash] : path[..<slash]
            if let number = numbers[Array(path)] { return number }
        }
        return nil
    }

    /// Whether there are none.
    var isEmpty: Bool { folders.isEmpty }

    /// How many there are; their numbers are 0 and up.
    var count: Int { folders.count }

    /// The number of the folder at a path, if it has a quota.
    func number(at path: [UInt8]) -> UInt16? { numbers[path] }

    /// What may lie in a folder.
    func quota(of number: Int) -> Quota { folders[number].quota }

    /// The folder and those it lies in, as far as they have quotas, the innermost first.
    func chain(from number: UInt16?) -> some Sequence<Int> {
        sequence(first: number) { [folders] in .some($0.flatMap { folders[Int($0)].above }) }
            .lazy.prefix { $0 != nil }.compactMap { $0.map(Int.init) }
    }
}
