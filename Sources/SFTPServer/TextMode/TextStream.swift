internal import SFTPFileSystem

/// The position in a file that is open as text, where offsets of requests are ignored
/// (draft-04 section 6.3, draft-13 section 8.1.1.3).
///
/// Reading and writing share it, as they do in POSIX files without offsets. Stored lines end in
/// LF; the wire's line ends are made and taken on the way.
final class TextStream {
    /// Bytes of the file converted at a time, so that a stream keeps no buffer.
    private static let chunkLength = 16 * 1024

    /// Where the next stored byte is read or written.
    private(set) var position: UInt64 = 0
    private let isStoredForm: Bool
    private var expander: LineEndExpander
    private var folder: LineEndFolder

    /// Makes a stream at the front of a file; an empty `newline` stands for LF.
    init(newline: [UInt8]) {
        let lineFeed = [UInt8(ascii: "\n")]
        let wire = newline.isEmpty ? lineFeed : newline
        isStoredForm = wire == lineFeed
        expander = LineEndExpander(newline: wire)
        folder = LineEndFolder(newline: wire)
    }

    /// How many bytes written are kept back, because a line end may come of them.
    var keptCount: Int { folder.keptCount }

    /// Reads on in the form of the wire; 0 bytes at the end of the file.
    ///
    /// An error behind bytes that were read comes with the next call, else they were lost.
    func read(
        from file: any OpenFile, into space: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int {
        try flush(to: file)
        guard !isStoredForm else {
            let count = try file.read(at: position, into: space)
            position &+= UInt64(count)
            return count
        }
        var done = 0
        while done < space.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: space[done...])
            let moved: (read: Int, written: Int)
            do throws(FileSystemError) {
                moved = try expand(file, into: rest)
            } catch {
                guard done > 0 else { throw error }
                return done
            }
            done += moved.written
            position &+= UInt64(moved.read)
            if moved == (0, 0) { break }
        }
        return done
    }

    private func expand(
        _ file: any OpenFile, into space: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> (read: Int, written: Int) {
        let chunk = try file.bytes(at: position, upTo: min(space.count, Self.chunkLength))
        return chunk.withUnsafeBytes { expander.expand($0, into: space) }
    }

    /// Writes bytes in the form of the wire.
    ///
    /// - Throws: as `OpenFile.write`; then the stream stays where it was.
    func write(_ data: RawSpan, to file: any OpenFile) throws(FileSystemError) {
        guard !isStoredForm else {
            try file.write(data, at: position)
            position &+= UInt64(data.byteCount)
            return
        }
        var folded = folder
        var text: [UInt8] = []
        data.withUnsafeBytes { folded.fold($0, into: &text) }
        try store(text, in: file)
        folder = folded
    }

    /// Writes what was kept back; the end of the file is the last chance to.
    func flush(to file: any OpenFile) throws(FileSystemError) {
        guard folder.keptCount > 0 else { return }
        var finished = folder
        var text: [UInt8] = []
        finished.finish(into: &text)
        try store(text, in: file)
        folder = finished
    }

    private func store(_ text: [UInt8], in file: any OpenFile) throws(FileSystemError) {
        guard !text.isEmpty else { return }
        try file.write(text.span.bytes, at: position)
        position &+= UInt64(text.count)
        expander.reset()
    }

    /// Goes on at a stored byte that begins a line.
    func seek(to position: UInt64) {
        self.position = position
        expander.reset()
    }
}

/// The search for the beginning of a line (text-seek), done in slices.
struct LineSearch {
    /// Line ends that are still before the line.
    private(set) var left: UInt64
    /// How far the search got, bytes.
    private(set) var position: UInt64 = 0

    /// Looks for a line; the first is number 0.
    init(line: UInt64) { left = line }

    /// What one slice came to.
    enum Progress { case found, beyondTheEnd, unfinished }

    /// Goes on through the next bytes of the file, at most `length`.
    mutating func advance(
        in file: any OpenFile, upTo length: Int
    ) throws(FileSystemError) -> Progress {
        guard left > 0 else { return .found }
        let bytes = try file.bytes(at: position, upTo: length)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            left -= 1
            guard left == 0 else { continue }
            position &+= UInt64(index) + 1
            return .found
        }
        position &+= UInt64(bytes.count)
        return bytes.count < length ? .beyondTheEnd : .unfinished
    }
}
