/// Limits every backend applies to a path before it looks at anything.
enum PathLimits {
    /// Longest name, bytes: NAME_MAX of Linux.
    static let nameLength = 255
    /// Longest path, bytes: PATH_MAX of Linux is 4096 with the terminating NUL.
    static let pathLength = 4_095
    /// Symbolic links followed in one resolution before it counts as a loop, as Linux has it.
    static let symlinkExpansions = 40
}

/// A path cut before its last component; the one place where paths are taken apart.
///
/// Names stay raw bytes. A path is relative to whatever the caller starts from; a leading slash
/// only matters in the target of a symbolic link.
struct PathParts {
    /// What the last component is.
    enum Last {
        /// Slashes only.
        case root
        /// `.`
        case current
        /// `..`
        case parent
        /// Anything else: a name that can be created and removed.
        case name
    }

    /// The bytes before the last component.
    let parent: Range<Int>
    /// The bytes of the last component, without slashes.
    let name: Range<Int>
    /// What the last component is.
    let last: Last
    /// Slashes follow the last component, so it must be a directory.
    let hasTrailingSlash: Bool

    /// Cuts `path` and applies the limits.
    ///
    /// - Throws: `notFound` for an empty path, `invalidName` for a NUL or a length over the limits.
    init(_ path: RawSpan) throws(FileSystemError) {
        let count = path.byteCount
        guard count > 0 else { throw .notFound }
        guard count <= PathLimits.pathLength else { throw .invalidName }
        var nameStart = 0
        var nameEnd = 0
        var runStart = 0
        for index in 0..<count {
            switch path.byte(at: index) {
            case 0: throw .invalidName
            case UInt8(ascii: "/"): runStart = index + 1
            default:
                guard index - runStart < PathLimits.nameLength else { throw .invalidName }
                nameStart = runStart
                nameEnd = index + 1
            }
        }
        parent = 0..<nameStart
        name = nameStart..<nameEnd
        hasTrailingSlash = nameEnd < count
        last = Self.kind(of: name, in: path)
    }

    /// Tells `.` and `..` and nothing at all from names.
    static func kind(of component: Range<Int>, in path: RawSpan) -> Last {
        guard component.count <= 2 else { return .name }
        guard let first = component.first else { return .root }
        let dot = UInt8(ascii: ".")
        guard path.byte(at: first) == dot, path.byte(at: component.upperBound - 1) == dot
        else { return .name }
        return component.count == 1 ? .current : .parent
    }
}

/// Steps through the components of a part of a path, skipping empty ones.
struct PathComponents {
    private var position: Int
    private let end: Int

    /// Starts at the front of `range`.
    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The bytes of the next component, or nil at the end.
    mutating func next(in path: RawSpan) -> Range<Int>? {
        let slash = UInt8(ascii: "/")
        while position < end, path.byte(at: position) == slash { position += 1 }
        guard position < end else { return nil }
        let start = position
        while position < end, path.byte(at: position) != slash { position += 1 }
        return start..<position
    }
}

/// Checks on text that need no taking apart.
enum PathRules {
    /// Whether `path` can only name a directory, for the slash at its end.
    static func endsInSlash(_ path: RawSpan) -> Bool {
        path.byteCount > 0 && path.byte(at: path.byteCount - 1) == UInt8(ascii: "/")
    }

    /// Accepts a symbolic-link target as symlink(2) does.
    ///
    /// - Throws: `notFound` when empty, `invalidName` for a NUL or a length over the limit.
    static func checkSymlinkTarget(_ target: RawSpan) throws(FileSystemError) {
        guard target.byteCount > 0 else { throw .notFound }
        guard target.byteCount <= PathLimits.pathLength else { throw .invalidName }
        for index in 0..<target.byteCount where target.byte(at: index) == 0 {
            throw .invalidName
        }
    }
}

extension RawSpan {
    /// One byte, bounds-checked.
    func byte(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
