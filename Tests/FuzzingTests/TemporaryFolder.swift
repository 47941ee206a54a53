import Glibc

/// A folder of its own for one test, removed when the test ends.
final class TemporaryFolder {
    struct Failure: Error {}

    let path: String
    /// What was made, in that order.
    private var made: [String] = []

    init() throws {
        var template = Array("/tmp/sftp-double-fuzzing-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        path = template.withUnsafeBufferPointer { name in
            String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Writes a file; folders on its way are made.
    func write(_ name: String, _ text: String) throws {
        let parts = name.split(separator: "/")
        var folder = path
        for part in parts.dropLast() {
            folder += "/" + part
            if mkdir(folder, 0o700) == 0 { made.append(folder) }
        }
        guard let file = fopen(path + "/" + name, "w") else { throw Failure() }
        made.append(path + "/" + name)
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw Failure() }
    }

    deinit {
        for item in made.reversed() { remove(item) }
        rmdir(path)
    }
}
