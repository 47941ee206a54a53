internal import SFTPFileSystem
internal import SFTPWire

extension Refusal {
    /// A refusal by the files.
    init(_ error: FileSystemError) {
        let (code, message) = StatusMapping.status(of: error)
        self.init(code, "\(message)")
    }

    /// A refusal because of other handles (draft-13 section 9.1).
    init(_ refusal: SharingRefusal) {
        switch refusal {
        case .lockConflict: self.init(.lockConflict, "The file is in use by another handle")
        case .deletePending: self.init(.deletePending, "The file goes with its last handle")
        }
    }

    /// A handle is used for what it was not opened for.
    static var notOpenedForThis: Refusal { Refusal(FileSystemError.permissionDenied) }

    /// A mandatory byte-range lock of another handle is in the way.
    static var rangeIsLocked: Refusal {
        Refusal(.byteRangeLockConflict, "Another handle has locked bytes of this range")
    }
}
