/// Why a double could not start: one line that names what, where and how to fix it.
public enum StartError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address cannot be bound.
    case listen(String)
    /// A host key cannot be loaded or made.
    case hostKey(String)
    /// The folder to serve cannot be used.
    case root(String)
    /// The journal or ready file cannot be written.
    case output(String)
    /// The scenario asks for something that cannot be built, e.g. two files at one path.
    case scenario(String)

    /// The line to show.
    public var description: String {
        switch self {
        case .listen(let text), .hostKey(let text), .root(let text), .output(let text),
            .scenario(let text):
            text
        }
    }
}
