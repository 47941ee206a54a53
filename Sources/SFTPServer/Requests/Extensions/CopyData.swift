internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// A copy-data request under way (OpenSSH PROTOCOL section 4.10).
final class CopyJob {
    var exchange: Exchange
    let source: HandleEntry
    let target: HandleEntry
    var sourceOffset: UInt64
    var targetOffset: UInt64
    /// Bytes still to copy.
    var left: UInt64
    var copied: UInt64 = 0

    init(
        exchange: Exchange, source: HandleEntry, target: HandleEntry,
        request: borrowing CopyDataRequest
    ) {
        self.exchange = exchange
        self.source = source
        self.target = target
        sourceOffset = request.sourceOffset
        targetOffset = request.targetOffset
        // Length 0 asks for all there is.
        left = request.length == 0 ? .max : request.length
    }
}

// Copying is cut into slices between which the event loop serves other sessions; requests of
// this session wait, as they do on OpenSSH's server.
extension Session {
    private static var sliceLength: Int { 1024 * 1024 }

    /// copy-data.
    func copyData(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try CopyDataRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .copyData)
        let source = handles.entry(request.sourceHandle)
        let target = handles.entry(request.targetHandle)
        let path = source?.path ?? []
        let newPath = target?.path ?? []
        exchange.handle = source?.handle ?? request.sourceHandle.array
        exchange.offset = request.sourceOffset
        exchange.asked = request.length
        observe(&exchange, path.span.bytes, newPath: newPath.span.bytes)
        guard begin(&exchange, packet: packet, path: path.span.bytes, newPath: newPath.span.bytes)
        else { return }
        guard let source, let target, case .file(let file) = source.object,
            case .file = target.object
        else {
            replyInvalidHandle(&exchange)
            finish(&exchange, path: path.span.bytes, newPath: newPath.span.bytes)
            return
        }
        let job = CopyJob(exchange: exchange, source: source, target: target, request: request)
        guard source.allows(.readData), target.allows(.writeData) else {
            end(job, .permissionDenied)
            return
        }
        // OpenSSH refuses two handles of one path too.
        guard source !== target, path != newPath else {
            end(job, .invalidArgument)
            return
        }
        do throws(FileSystemError) {
            // The end of the source is where it is now: under a second name the target may be
            // the same file, and reading would chase writing.
            let size = try file.attributes().size ?? 0
            job.left = min(job.left, size - min(size, job.sourceOffset))
        } catch {
            end(job, error)
            return
        }
        continueCopy(job)
    }

    /// Copies one slice; the next one follows after other sessions had their turn.
    func continueCopy(_ job: CopyJob) {
        guard case .file(let source) = job.source.object, case .file(let target) = job.target.object
        else { return }
        let wanted = Int(min(job.left, UInt64(Self.sliceLength)))
        var slice: [UInt8] = []
        do throws(FileSystemError) {
            slice = try source.bytes(at: job.sourceOffset, upTo: wanted)
            if !slice.isEmpty { try target.write(slice.span.bytes, at: job.targetOffset) }
        } catch {
            end(job, error)
            return
        }
        let count = UInt64(slice.count)
        job.copied += count
        job.left -= count
        let (nextSource, sourceOverflow) = job.sourceOffset.addingReportingOverflow(count)
        let (nextTarget, targetOverflow) = job.targetOffset.addingReportingOverflow(count)
        if slice.isEmpty || job.left == 0 || sourceOverflow || targetOverflow {
            end(job, nil)
            return
        }
        job.sourceOffset = nextSource
        job.targetOffset = nextTarget
        hold(.copy(job), nanoseconds: 0)
    }

    private func end(_ job: CopyJob, _ error: FileSystemError?) {
        // The reply begins where the output ends now: other replies may have left meanwhile.
        var exchange = job.exchange.moved(to: output.endPosition)
        exchange.moved = job.copied
        if let error {
            reply(&exchange, error)
        } else {
            replyStatus(&exchange, .ok)
        }
        let path = job.source.path
        let newPath = job.target.path
        finish(&exchange, path: path.span.bytes, newPath: newPath.span.bytes)
    }
}
