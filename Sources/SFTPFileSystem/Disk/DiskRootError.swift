/// Why a folder cannot be served; `description` is one line for the command line.
public struct DiskRootError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The reasons.
    public enum Reason: Equatable, Sendable {
        /// Nothing has this name.
        case notFound
        /// It is not a folder.
        case notADirectory
        /// This process may not list or enter it.
        case notReadable
        /// The kernel lacks openat2(2) (Linux 5.6), or a sandbox forbids it.
        case cannotConfine
        /// Anything else, with errno.
        case other(errno: Int32)
    }

    /// The folder as it was given.
    public var path: String
    /// What is wrong.
    public var reason: Reason

    /// Makes an error.
    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// One line that names the folder and what is wrong with it.
    public var description: String {
        switch reason {
        case .notFound: "root folder \(path): no such folder"
        case .notADirectory: "root folder \(path): not a folder"
        case .notReadable: "root folder \(path): permission denied"
        case .cannotConfine:
            "root folder \(path): cannot be confined, openat2 is missing (needs Linux 5.6)"
        case .other(let errno): "root folder \(path): cannot be opened (errno \(errno))"
        }
    }
}
