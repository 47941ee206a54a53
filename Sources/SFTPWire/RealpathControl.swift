/// What REALPATH does about a path that does not exist: its control byte (draft-13 8.9).
///
/// Any number can be carried; three are defined.
public struct RealpathControl: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt8

    /// Makes a control byte from any number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The path is not looked at; what a request without control byte means.
    public static let noCheck = RealpathControl(rawValue: 1)
    /// Attributes are given when the path exists.
    public static let statIf = RealpathControl(rawValue: 2)
    /// A path that does not exist is an error.
    public static let statAlways = RealpathControl(rawValue: 3)

    /// The numbers of the draft with their names, without `SSH_FXP_REALPATH_`.
    public static let table: [(control: RealpathControl, name: String)] = [
        (.noCheck, "NO_CHECK"), (.statIf, "STAT_IF"), (.statAlways, "STAT_ALWAYS"),
    ]

    /// Whether the draft defines this number.
    public var isDefined: Bool { (1...3).contains(rawValue) }
}
