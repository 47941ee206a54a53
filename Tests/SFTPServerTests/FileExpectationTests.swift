import SFTPServer
import SFTPWire
import Scenario
import Testing

/// What expectations about files find.
struct FileExpectationTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func digest(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { index in
            let start = hex.index(hex.startIndex, offsetBy: index)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
        }
    }

    // sha256sum of "hello, world" and of nothing.
    private static let hello = digest(
        "09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b")
    private static let nothing = digest(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    private static let file = "/home/demo/a.txt"

    private static func expecting(
        _ path: String, exists: Bool = true, content: [UInt8]? = nil, digest: [UInt8]? = nil,
        size: UInt64? = nil, permissions: UInt32? = nil
    ) -> FileExpectation {
        FileExpectation(
            path: bytes(path), exists: exists, content: content, digest: digest, size: size,
            permissions: permissions)
    }

    private static let cases: [(FileExpectation, String?)] = [
        (expecting(file), nil),
        (expecting(file, content: bytes("hello, world"), digest: hello, size: 12), nil),
        (expecting(file, permissions: 0o644), nil),
        (expecting("/home/demo/empty", content: [], digest: nothing, size: 0), nil),
        (expecting("/home/demo/link", content: bytes("hello, world")), nil),
        (expecting("/home/demo/dir"), nil),
        (expecting("/home/demo/none", exists: false), nil),
        (expecting("/home/none/none", exists: false), nil),
        (expecting("/home/demo/none"), "expected a file, there is none"),
        (expecting(file, exists: false), "expected nothing there, found something of 12 bytes"),
        (expecting(file, size: 13), "expected 13 bytes, found 12"),
        (expecting(file, content: bytes("hello")), "expected 5 bytes, found 12"),
        (
            expecting(file, content: bytes("hello, World")),
            "expected another content: byte 7 is 119, not 87"
        ),
        (expecting(file, permissions: 0o600), "expected mode 0600, found 0644"),
        (
            expecting(file, digest: nothing),
            "expected SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, "
                + "found 09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b"
        ),
        (expecting("/home/demo/dir", content: []), "expected 0 bytes, found 4096"),
        (expecting("/home/demo/locked", content: [1]), "cannot be read: permissionDenied"),
    ]

    @Test(arguments: cases)
    func `a file is compared by what was asked for`(
        expected: FileExpectation, problem: String?
    ) throws {
        let server = try Server(expectations: [JournalExpectation(.file(expected))])
        let failures = server.context.report().failures
        #expect(failures.map(\.failure?.problem) == (problem.map { [$0] } ?? []))
    }

    @Test func `beside a file that is missing are those that are there`() throws {
        let missing = Self.expecting("/home/demo/dir/outer")
        let server = try Server(expectations: [JournalExpectation(.file(missing))])
        #expect(
            server.context.report().failures.first?.failure?.details == ["beside it are: inner"])
    }

    @Test func `what a client stored is there at once`() throws {
        let stored = Self.expecting("/home/demo/new", content: [7, 8])
        let server = try Server(expectations: [JournalExpectation(.file(stored))])
        #expect(!server.context.report().isPassed)
        let client = server.connect()
        let handle = try client.open("new", [.write, .create])
        #expect(client.ask(Request.write(handle, 0, Text([7, 8])))?.code == .ok)
        #expect(server.context.report().isPassed)
    }

    @Test func `a comparison that takes more than a second is given up`() throws {
        let big = Self.expecting("/home/demo/big", digest: Self.nothing)
        let server = try Server(expectations: [JournalExpectation(.file(big))])
        server.clock.advance(perLook: 600_000_000)
        #expect(
            server.context.report().failures.map(\.failure?.problem)
                == ["the content could not be compared within a second"])
    }
}
