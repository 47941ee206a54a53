internal import SFTPFileSystem
internal import SFTPWire
public import Scenario

/// Compares what is stored with what expectations ask for.
///
/// All comparisons of one report share a second, so that stopping stays quick however large a
/// file is said to be.
struct FileInspection {
    /// How long all comparisons of a report may take, nanoseconds.
    static let timeLimit: UInt64 = 1_000_000_000

    private static let pieceBytes = 256 * 1024

    private let fileSystem: any FileSystem
    private let clock: any SessionClock
    private let deadline: UInt64

    init(_ fileSystem: any FileSystem, clock: any SessionClock) {
        self.fileSystem = fileSystem
        self.clock = clock
        let (sum, overflow) = clock.nanoseconds().addingReportingOverflow(Self.timeLimit)
        deadline = overflow ? .max : sum
    }

    /// What is wrong with the file; nil when it is as expected.
    func failure(_ expected: FileExpectation) -> VerificationReport.Failure? {
        let attributes: FileAttributes
        do throws(FileSystemError) {
            attributes = try fileSystem.attributes(
                expected.path.span.bytes, followingSymlinks: true)
        } catch {
            guard error == .notFound || error == .parentNotFound else {
                return Self.unreadable(error)
            }
            return expected.exists
                ? .init("expected a file, there is none", nearest(expected.path)) : nil
        }
        guard expected.exists else {
            let size = attributes.size.map { "of \($0) bytes" } ?? ""
            return .init("expected nothing there, found something \(size)")
        }
        return differing(attributes, expected) ?? differing(expected)
    }

    private func differing(
        _ attributes: FileAttributes, _ expected: FileExpectation
    ) -> VerificationReport.Failure? {
        let size = expected.size ?? expected.content.map { UInt64($0.count) }
        if let size, let actual = attributes.size, size != actual {
            return .init("expected \(size) bytes, found \(actual)")
        }
        if let mode = expected.permissions, let actual = attributes.permissions,
            mode != actual & 0o7777
        {
            return .init(
                "expected mode \(Self.octal(mode)), found \(Self.octal(actual & 0o7777))")
        }
        return nil
    }

    private func differing(_ expected: FileExpectation) -> VerificationReport.Failure? {
        guard expected.content != nil || expected.digest != nil else { return nil }
        do throws(FileSystemError) {
            let file = try fileSystem.open(
                expected.path.span.bytes, options: .read, attributes: FileAttributes(),
                owner: FileOwner(uid: 0, gid: 0))
            defer { try? file.close() }
            if let content = expected.content, let failure = try compare(file, content) {
                return failure
            }
            if let digest = expected.digest { return try compare(file, digest: digest) }
            return nil
        } catch {
            return Self.unreadable(error)
        }
    }

    private func compare(
        _ file: any OpenFile, _ content: [UInt8]
    ) throws(FileSystemError) -> VerificationReport.Failure? {
        var offset = 0
        var failure: VerificationReport.Failure?
        let isWhole = try read(file) { piece in
            for (index, byte) in piece.enumerated() where failure == nil {
                let place = offset + index
                guard place < content.count else {
                    failure = .init("expected \(content.count) bytes, found more")
                    break
                }
                if content[place] != byte {
                    failure = .init(
                        "expected another content: byte \(place) is \(byte), not "
                            + "\(content[place])")
                }
            }
            offset += piece.count
            return failure == nil
        }
        if failure == nil, !isWhole { return Self.tooLong }
        if failure == nil, offset < content.count {
            return .init("expected \(content.count) bytes, found \(offset)")
        }
        return failure
    }

    private func compare(
        _ file: any OpenFile, digest expected: [UInt8]
    ) throws(FileSystemError) -> VerificationReport.Failure? {
        guard let digest = Digest(.sha256) else { return .init("SHA-256 cannot be computed") }
        let isWhole = try read(file) { piece in
            digest.update(piece)
            return true
        }
        guard isWhole else { return Self.tooLong }
        let actual = digest.finish()
        guard actual != expected else { return nil }
        return .init("expected SHA-256 \(Self.hex(expected)), found \(Self.hex(actual))")
    }

    /// Passes the content in pieces until `take` wants no more; false when time ran out.
    private func read(
        _ file: any OpenFile, _ take: (UnsafeRawBufferPointer) -> Bool
    ) throws(FileSystemError) -> Bool {
        var offset: UInt64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(at: offset, into: buffer)
            guard count > 0 else { return true }
            guard take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return true }
            offset += UInt64(count)
            if clock.nanoseconds() > deadline { return false }
        }
    }

    /// The bytes of a file, links followed; nil when there is none or it is larger.
    func bytes(at path: [UInt8], atMost limit: Int) -> [UInt8]? {
        do throws(FileSystemError) {
            let file = try fileSystem.open(
                path.span.bytes, options: .read, attributes: FileAttributes(),
                owner: FileOwner(uid: 0, gid: 0))
            defer { try? file.close() }
            var bytes: [UInt8] = []
            let isWhole = try read(file) { piece in
                bytes.append(contentsOf: piece)
                return bytes.count <= limit
            }
            return isWhole && bytes.count <= limit ? bytes : nil
        } catch {
            return nil
        }
    }

    /// The names beside a path at which there is nothing.
    private func nearest(_ path: [UInt8]) -> [String] {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [] }
        let parent = slash == 0 ? path[...slash] : path[..<slash]
        guard let folder = try? fileSystem.openDirectory(Array(parent).span.bytes) else {
            return ["its folder is not there either"]
        }
        defer { folder.close() }
        var names: [String] = []
        while names.count < 11, let entry = try? folder.next() {
            let name = String(decoding: entry.name, as: UTF8.self)
            if name != "." && name != ".." { names.append(name) }
        }
        guard !names.isEmpty else { return ["its folder is empty"] }
        let more = names.count > 10 ? ", …" : ""
        return ["beside it are: " + names.prefix(10).joined(separator: ", ") + more]
    }

    private static let tooLong = VerificationReport.Failure(
        "the content could not be compared within a second")

    private static func unreadable(_ error: FileSystemError) -> VerificationReport.Failure {
        .init("cannot be read: \(error)")
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension ServerContext {
    /// Judges the expectations as things stand; takes at most about a second for files.
    ///
    /// - Parameter openHandles: handles open now on connections that are still there.
    public func report(openHandles: Int = 0) -> VerificationReport {
        var facts = VerificationFacts(firings: firings, openHandles: openHandles)
        let inspection = FileInspection(fileSystem, clock: clock)
        for (index, expectation) in journal.expectations.enumerated() {
            guard case .file(let file) = expectation.subject else { continue }
            facts.files[index] = inspection.failure(file)
        }
        return journal.report(facts)
    }

    /// The bytes of a stored file, links followed; nil when there is none or it is larger.
    public func storedBytes(at path: [UInt8], atMost limit: Int) -> [UInt8]? {
        FileInspection(fileSystem, clock: clock).bytes(at: path, atMost: limit)
    }
}
