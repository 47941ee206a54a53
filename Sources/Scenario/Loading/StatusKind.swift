import SFTPWire
import StrictJSON

extension Kind where Value == StatusCode {
    /// A status code by name, with or without `SSH_FX_`, by number, or by one of SecureBlackbox's
    /// names.
    static var statusCode: Kind {
        anyOf([named, numbered]).titled("status name or number").defined(as: "statusCode")
    }

    private static var named: Kind {
        let table = StatusCode.table.map { (name: $0.shortName, value: $0.code) }
        let prefixed = table.map { (name: "SSH_FX_" + $0.name, value: $0.value) }
        // Two codes are misspelled in drafts, and clients copied that.
        let misspelled: [(name: String, value: StatusCode)] = [
            "UNKNOWN_PRINCIPLE", "LOCK_CONFlICT",
        ].flatMap { name in
            [name, "SSH_FX_" + name].compactMap { spelling in
                StatusCode(name: spelling).map { (spelling, $0) }
            }
        }
        return .name("status", table, otherNames: prefixed + misspelled + componentNames)
    }

    /// The values of OperationStatus in SecureBlackbox's SFTPServer, which have no numbers of the
    /// protocol: a client is told the nearest code of its version.
    private static let componentNames: [(name: String, value: StatusCode)] = [
        ("ostOk", .ok), ("ostNoSuchFile", .noSuchFile), ("ostAccessDenied", .permissionDenied),
        ("ostWriteProtect", .writeProtect), ("ostUnsupported", .opUnsupported),
        ("ostInvalidParameter", .invalidParameter), ("ostEOF", .eof),
    ]

    private static var numbered: Kind {
        Kind<UInt32>.integer.map { StatusCode(rawValue: $0) }
    }
}

extension PlacedNode {
    /// Whether a status is given by a name that stands for the nearest code of the version.
    var isComponentStatus: Bool {
        guard case .string(let text) = node.value else { return false }
        return text.hasPrefix("ost")
    }
}
