/// What `${…}` can stand for.
enum Placeholder: Hashable, Sendable {
    /// A field or number with a name.
    case named(Name)
    /// What a group of the regular expression on `path` took, the first being 1.
    case group(Int)
    /// So many letters and digits drawn from the seed.
    case random(Int)

    /// The placeholders without a number; the raw value is the name.
    enum Name: String, CaseIterable, Sendable {
        case path, newPath, target, name, handle, user, connection, session, address, port
        case client, version, request, id, `extension`, method, offset, length, status, count, now

        /// One sentence for the reference.
        var summary: String {
            switch self {
            case .path: "The path, or the path behind the handle."
            case .newPath: "The new path of a rename or link."
            case .target: "The target text of a symbolic link."
            case .name: "What follows the last `/` of the path."
            case .handle: "The handle, in hexadecimal."
            case .user: "The user."
            case .connection: "The number of the connection, from 1."
            case .session: "The number of the SFTP session within its connection, from 1."
            case .address: "The client's address."
            case .port: "The client's TCP port."
            case .client: "The client's identification line."
            case .version: "The SFTP version."
            case .request: "The request packet, such as `OPEN`."
            case .id: "The request id."
            case .extension: "The name of an EXTENDED request."
            case .method: "The authentication method."
            case .offset: "Where READ or WRITE begins, in bytes."
            case .length: "How many bytes READ or WRITE is about."
            case .status: "The outcome, in the after phase."
            case .count: "How often the rule has acted, this time included, counted by its `per`."
            case .now: "The time in UTC, such as `2026-01-31T12:00:00Z`."
            }
        }
    }
}
