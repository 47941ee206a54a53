import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPServer

/// A file that is open as text (draft-04 section 6.3, draft-13 section 8.1.1.3).
@Suite struct TextStreamTests {
    private let fileSystem = InMemoryFileSystem()

    private func open(_ content: String, _ options: OpenOptions = []) throws -> any OpenFile {
        let path = Array("/t".utf8)
        let file = try fileSystem.open(
            path.span.bytes, options: [.read, .write, .create, .truncate],
            attributes: FileAttributes(), owner: FileOwner(uid: 0, gid: 0))
        let bytes = Array(content.utf8)
        try file.write(bytes.span.bytes, at: 0)
        try file.close()
        return try fileSystem.open(
            path.span.bytes, options: [.read, .write, options], attributes: FileAttributes(),
            owner: FileOwner(uid: 0, gid: 0))
    }

    private func content(_ file: any OpenFile) throws -> String {
        var bytes = [UInt8](repeating: 0, count: 200_000)
        let count = try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func read(
        _ stream: TextStream, _ file: any OpenFile, _ count: Int
    ) throws -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        let moved = try bytes.withUnsafeMutableBytes { try stream.read(from: file, into: $0) }
        return String(decoding: bytes[..<moved], as: UTF8.self)
    }

    private func write(_ stream: TextStream, _ file: any OpenFile, _ text: String) throws {
        let bytes = Array(text.utf8)
        try stream.write(bytes.span.bytes, to: file)
    }

    @Test(arguments: [1, 2, 3, 5, 7, 1_000])
    func `reading goes on where it stopped, in any portion`(portion: Int) throws {
        let file = try open("one\n\ntwo\n")
        let stream = TextStream(newline: [13, 10])
        var text = ""
        var part = try read(stream, file, portion)
        while !part.isEmpty {
            text += part
            part = try read(stream, file, portion)
        }
        #expect(text == "one\r\n\r\ntwo\r\n")
        #expect(try read(stream, file, portion) == "")
    }

    @Test func `a file of line ends alone is read to its end in full portions`() throws {
        let file = try open(String(repeating: "\n", count: 50_000))
        let stream = TextStream(newline: [13, 10])
        #expect(try read(stream, file, 60_001).utf8.count == 60_001)
        #expect(try read(stream, file, 60_001).utf8.count == 39_999)
        #expect(try read(stream, file, 60_001) == "")
    }

    @Test func `a line end in two blocks is one`() throws {
        let file = try open("")
        let stream = TextStream(newline: [13, 10])
        try write(stream, file, "one\r")
        #expect(stream.keptCount == 1)
        try write(stream, file, "\ntwo\r")
        try write(stream, file, "three\r")
        try stream.flush(to: file)
        #expect(try content(file) == "one\ntwo\rthree\r")
    }

    @Test func `reading and writing share the position`() throws {
        let file = try open("one\ntwo\nsix\n")
        let stream = TextStream(newline: [13, 10])
        #expect(try read(stream, file, 5) == "one\r\n")
        try write(stream, file, "TWO\r")
        #expect(try read(stream, file, 3) == "six")
        #expect(try content(file) == "one\nTWO\rsix\n")
    }

    @Test func `a file opened to append grows at its end`() throws {
        let file = try open("one\n", .append)
        let stream = TextStream(newline: [13, 10])
        try write(stream, file, "two\r\n")
        #expect(try content(file) == "one\ntwo\n")
    }

    @Test func `without another line end on the wire bytes pass as they are`() throws {
        let file = try open("a\r\n")
        let stream = TextStream(newline: [10])
        #expect(try read(stream, file, 2) == "a\r")
        try write(stream, file, "\r\n")
        #expect(try content(file) == "a\r\r\n")
        #expect(stream.keptCount == 0)
    }

    /// Line numbers of "ab\n\ncd\n" and where they begin; nil behind the end.
    static let lines: [(UInt64, UInt64?)] = [
        (0, 0), (1, 3), (2, 4), (3, 7), (4, nil), (.max, nil),
    ]

    @Test(arguments: lines, [1, 2, 3, 100])
    func `a line is found from the front, one behind the last line end too`(
        line: (UInt64, UInt64?), slice: Int
    ) throws {
        let file = try open("ab\n\ncd\n")
        var search = LineSearch(line: line.0)
        var progress = LineSearch.Progress.unfinished
        var turns = 0
        while progress == .unfinished {
            progress = try search.advance(in: file, upTo: slice)
            turns += 1
        }
        #expect(progress == (line.1 == nil ? .beyondTheEnd : .found))
        if let place = line.1 { #expect(search.position == place) }
        #expect(turns <= 9)
    }

    @Test func `after a seek reading goes on there and owes no line end`() throws {
        let file = try open("one\ntwo\n")
        let stream = TextStream(newline: [13, 10])
        #expect(try read(stream, file, 4) == "one\r")
        stream.seek(to: 4)
        #expect(try read(stream, file, 9) == "two\r\n")
    }
}
