internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// A text-seek request under way.
final class TextSeekJob {
    var exchange: Exchange
    let entry: HandleEntry
    let file: any OpenFile
    let text: TextStream
    var search: LineSearch

    init(
        exchange: Exchange, entry: HandleEntry, file: any OpenFile, text: TextStream,
        line: UInt64
    ) {
        self.exchange = exchange
        self.entry = entry
        self.file = file
        self.text = text
        search = LineSearch(line: line)
    }
}

// text-seek (draft-04 section 6.3, draft-13 8.1.1.3). A long file is searched in slices between
// which the event loop serves other sessions.
extension Session {
    private static var sliceLength: Int { 1024 * 1024 }

    /// text-seek on a handle the rules of the before phase have let through.
    ///
    /// The reply comes when the line was found, so the caller does not finish the exchange.
    func textSeek(_ exchange: Exchange, _ entry: HandleEntry?, line: UInt64) {
        var exchange = exchange
        let path = entry?.path ?? []
        guard let entry, case .file(let file) = entry.object else {
            replyInvalidHandle(&exchange)
            finish(&exchange, path: path.span.bytes)
            return
        }
        guard let text = entry.use.text else {
            replyStatus(
                &exchange, .invalidParameter, message: "The file is not open in text mode")
            finish(&exchange, path: path.span.bytes)
            return
        }
        guard entry.allows(.readData) else {
            reply(&exchange, .notOpenedForThis)
            finish(&exchange, path: path.span.bytes)
            return
        }
        continueTextSeek(
            TextSeekJob(exchange: exchange, entry: entry, file: file, text: text, line: line))
    }

    /// Searches one slice; the next one follows after other sessions had their turn.
    func continueTextSeek(_ job: TextSeekJob) {
        // The reply begins where the output ends now: other replies may have left meanwhile.
        var exchange = job.exchange.moved(to: output.endPosition)
        do throws(FileSystemError) {
            try job.text.flush(to: job.file)
            switch try job.search.advance(in: job.file, upTo: Self.sliceLength) {
            case .unfinished:
                hold(.textSeek(job), nanoseconds: 0)
                return
            case .found:
                job.text.seek(to: job.search.position)
                replyStatus(&exchange, .ok)
            case .beyondTheEnd:
                replyStatus(&exchange, .eof)
            }
        } catch {
            reply(&exchange, error)
        }
        let path = job.entry.path
        finish(&exchange, path: path.span.bytes)
    }
}
