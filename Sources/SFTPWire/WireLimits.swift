/// The size limits of the codec, each with its reason; all in bytes unless the name says else.
public enum WireLimits {
    /// The largest value of a received packet's length field.
    ///
    /// OpenSSH drops the connection above 256 KiB; the draft asks for 34,000 at least
    /// (draft-02 section 3).
    public static let receivedPacketLength = 256 * 1024

    /// The most file bytes one DATA reply or WRITE request carries (draft-02 section 6.4).
    ///
    /// OpenSSH announces its packet limit less 1 KiB for the fields around the data.
    public static let dataLength = receivedPacketLength - 1024

    /// The largest packet this side sends unless a scenario asks for more.
    public static let sentPacketLength = receivedPacketLength

    /// The longest handle by draft-02 section 6.2; enforced in strict reading only.
    ///
    /// A scenario may hand out longer ones on purpose, and real servers do, so the codec
    /// must be able to take them back.
    public static let handleLength = 256

    /// The longest path in a request, PATH_MAX of Linux.
    ///
    /// Both gesftpserver and OpenSSH answer BAD_MESSAGE above it; it bounds path resolution.
    public static let pathLength = 4096

    /// The least an extension pair takes: two empty strings; bounds `extended_count`.
    public static let leastExtendedPair = 8

    /// The least an entry of an ACL takes: three words and an empty string; bounds `ace-count`.
    public static let leastAccessControlEntry = 16

    /// The least a name entry takes; bounds `count`.
    ///
    /// Version 3: two empty strings and flags. Later: an empty string, flags and type.
    public static func leastNameEntry(in version: ProtocolVersion) -> Int {
        version == .v3 ? 12 : 9
    }

    /// The growth limit of an output buffer unless its maker asks for another.
    public static let outputBuffer = 64 * 1024 * 1024

    /// What an empty output buffer keeps: room for a few full DATA replies, so that a
    /// download does not allocate per reply, and not more, so that idle sessions stay small.
    public static let keptOutputBuffer = 1024 * 1024
}
