import SFTPFileSystem
import Testing

/// One operation on the ``Fixture`` and the error it must meet.
struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let error: FileSystemError
    let operation: @Sendable (any FileSystem) throws -> Void

    init(
        _ description: String, _ error: FileSystemError,
        _ operation: @escaping @Sendable (any FileSystem) throws -> Void
    ) {
        testDescription = description
        self.error = error
        self.operation = operation
    }

    static let longName = String(repeating: "n", count: 256)
}
