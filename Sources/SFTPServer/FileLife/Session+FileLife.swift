internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// What rules do to files, limits and habits while a request is answered.
extension Session {
    /// Does what a decision asks of files, and keeps to what it says from now on.
    func act(
        _ directive: FileDirective, _ exchange: inout Exchange, path: RawSpan, newPath: RawSpan
    ) {
        guard !directive.isEmpty else { return }
        restrain(directive.restraints)
        for step in directive.steps {
            let path =
                step.path.map { SessionPath.normalized($0.bytes) }
                ?? subject(exchange, path, newPath)
            if step.delayNanoseconds > 0 {
                postpone(step, path, &exchange)
                continue
            }
            do throws(FileSystemError) {
                try FileStepRun(files: storedFiles, owner: identity.owner)
                    .carryOut(step.work, on: path)
            } catch {
                exchange.note(FileLife.failure(of: step.work, on: path, error))
            }
        }
    }

    /// The files as the user sees them, those held from sight too.
    private var storedFiles: any FileSystem { identity.seen(context.storedFiles) }

    /// The file a request is about: after a RENAME the one that has a new name.
    private func subject(
        _ exchange: Exchange, _ path: RawSpan, _ newPath: RawSpan
    ) -> [UInt8] {
        let isRenamed = exchange.kind == .fileRename && exchange.rules?.event.phase == .after
        return isRenamed ? newPath.array : path.array
    }

    private func postpone(_ step: FileStep, _ path: [UInt8], _ exchange: inout Exchange) {
        let (due, overflow) = nowNanoseconds.addingReportingOverflow(step.delayNanoseconds)
        let isTaken = context.fileLife.postpone(
            step.work, on: path, in: storedFiles, owner: identity.owner,
            until: overflow ? .max : due)
        if isTaken {
            // Somebody who looks at the disk sees it in time, too.
            _ = schedule(step.delayNanoseconds)
        } else {
            exchange.note("files: too many changes wait already")
        }
    }

    /// Nobody sees the file that was opened until its handle is closed.
    func keepFromSight(_ entry: HandleEntry) {
        guard case .file(let file) = entry.object else { return }
        entry.isHeld = true
        context.veil.hide(file.identity)
    }

    /// The file is there for everybody from now on.
    func bringToLight(_ entry: HandleEntry) {
        guard case .file(let file) = entry.object else { return }
        entry.isHeld = false
        context.veil.show(file.identity)
    }

    /// An upload that was never closed never was.
    func discard(_ entry: HandleEntry) {
        guard case .file(let file) = entry.object else { return }
        let path = entry.path
        let found = try? storedFiles.identity(path.span.bytes, followingSymlinks: true)
        guard found == file.identity else { return }
        try? storedFiles.removeFile(path.span.bytes)
    }
}

extension Exchange {
    /// Adds a remark to the journal record of the request.
    fileprivate mutating func note(_ text: String) {
        if !message.isEmpty || !notes.isEmpty { notes += Array("; ".utf8) }
        notes += Array(text.utf8)
    }
}
