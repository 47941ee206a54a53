/// What handles do to a file and may keep others from doing (draft-13 section 8.1.1.3).
struct ShareModes: OptionSet, Hashable, Sendable {
    var rawValue: UInt8

    /// Reading its bytes.
    static let read = ShareModes(rawValue: 1)
    /// Changing its bytes.
    static let write = ShareModes(rawValue: 2)
    /// Taking its name away.
    static let delete = ShareModes(rawValue: 4)
}

/// What one handle does to its file, and what it keeps others from doing.
struct ShareUse: Equatable, Sendable {
    /// What the handle was opened for.
    var access: ShareModes
    /// What no other handle may be opened for.
    var blocks: ShareModes = []
    /// Whether `blocks` binds only handles that block something themselves.
    var isAdvisory = false
    /// Whether the file is to go when this handle closes.
    var deletesOnClose = false
}

/// Why a request does not go together with what other handles do.
enum SharingRefusal: Error, Equatable {
    /// Another handle is open for what this one would block, or blocks what this one would do.
    case lockConflict
    /// The file goes when its last handle closes.
    case deletePending
}
