/// The versions of the protocol this package knows.
///
/// Version 3 is draft-ietf-secsh-filexfer-02, 4 is -04, 5 is -05 and 6 is -13.
public enum ProtocolVersion: UInt32, CaseIterable, Comparable, Sendable {
    /// draft-ietf-secsh-filexfer-02.
    case v3 = 3
    /// draft-ietf-secsh-filexfer-04.
    case v4 = 4
    /// draft-ietf-secsh-filexfer-05.
    case v5 = 5
    /// draft-ietf-secsh-filexfer-13.
    case v6 = 6

    /// Orders by number.
    public static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
        left.rawValue < right.rawValue
    }
}
