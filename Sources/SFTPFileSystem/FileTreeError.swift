/// Everything that is wrong with a ``FileTree``.
public struct FileTreeError: Error, Equatable, Sendable {
    /// One node that cannot be built.
    public struct Problem: Equatable, Sendable {
        /// Its place in ``FileTree/nodes``.
        public var index: Int
        /// Its path.
        public var path: [UInt8]
        /// Why.
        public var reason: Reason

        /// Makes a problem.
        public init(index: Int, path: [UInt8], reason: Reason) {
            self.index = index
            self.path = path
            self.reason = reason
        }
    }

    /// Why a node cannot be built.
    public enum Reason: Error, Equatable, Sendable, CaseIterable {
        /// The path does not begin with a slash.
        case notAbsolute
        /// The path has an empty component, `.` or `..`, or ends in a slash.
        case notNormal
        /// The path has a NUL, a name over 255 bytes, or more than 4,095 bytes.
        case invalidName
        /// The same path was listed before.
        case duplicate
        /// A component before the last is a file or a symbolic link.
        case parentNotADirectory
        /// The path has entries below it, so it cannot be a file or a link.
        case notADirectory
        /// The mode has bits outside 07777.
        case invalidMode
        /// A time has a billion nanoseconds or more.
        case invalidTime
        /// The size is over 2^63 - 1, or an empty text is to fill a size above zero.
        case invalidSize
        /// A link target is empty, over 4,095 bytes, or has a NUL.
        case invalidTarget
        /// The folder below an overlay cannot be read there.
        case notReadable
        /// The memory limit is reached.
        case noSpace

        /// What is wrong and how to put it right, a sentence for whoever wrote the tree.
        public var sentence: String {
            switch self {
            case .notAbsolute: "the path does not begin with a slash; write it from the root"
            case .notNormal:
                "the path has an empty component, \".\" or \"..\", or ends in a slash; write the "
                    + "names only"
            case .invalidName:
                "the path has a NUL, a name over \(PathLimits.nameLength) bytes, or more than "
                    + "\(PathLimits.pathLength) bytes; shorten it"
            case .duplicate: "the path is listed twice; leave one of the two out"
            case .parentNotADirectory:
                "a folder on the way is listed as a file or a link; move one of the two"
            case .notADirectory:
                "something lies below it, so it cannot be a file or a link; move one of the two"
            case .invalidMode: "the mode has bits outside 07777; leave out the file type"
            case .invalidTime: "a time has a second of nanoseconds or more; carry it over"
            case .invalidSize:
                "the size is over 2^63 - 1, or an empty text is to fill a size above zero; choose "
                    + "a smaller size or give a text"
            case .invalidTarget:
                "the link's target is empty, has a NUL, or is over \(PathLimits.pathLength) "
                    + "bytes; give it a shorter text"
            case .notReadable:
                "the folder below cannot be read there; give this process the permission"
            case .noSpace:
                "the memory limit is reached; declare fewer files, or attributes that are shorter"
            }
        }
    }

    /// The problems, in the order of the nodes; never empty.
    public var problems: [Problem]

    /// Makes an error of problems.
    public init(problems: [Problem]) {
        self.problems = problems
    }
}
