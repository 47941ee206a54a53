internal import SFTPFileSystem
internal import SFTPWire
public import Scenario
internal import Synchronization

/// Files that change by themselves: what rules postponed, and files that grow.
///
/// Nobody waits for them: what is due is done when the next request comes, or a timer of a
/// session, which is before anybody can see that it was not done yet.
final class FileLife: Sendable {
    private struct Postponed {
        var due: UInt64
        var work: FileStep.Work
        var path: [UInt8]
        var files: any FileSystem
        var owner: FileOwner
    }

    private struct State {
        /// By when they are due, the next one last.
        var postponed: [Postponed] = []
        var growing: [GrowingFile]
        /// Up to when files have grown.
        var grownNanoseconds: UInt64 = 0
    }

    /// More changes that wait at a time would be unbounded memory.
    private static let mostPostponed = 4_096
    /// Files grow in steps of a millisecond.
    private static let stepNanoseconds: UInt64 = 1_000_000

    private let files: any FileSystem
    private let state: Mutex<State>
    private let next: Atomic<UInt64>
    private let fail: @Sendable (String) -> Void

    /// Makes a life for files; `fail` is told in a sentence what could not be done.
    init(
        _ files: any FileSystem, growing: [GrowingFile], fail: @escaping @Sendable (String) -> Void
    ) {
        self.files = files
        self.fail = fail
        state = Mutex(State(growing: growing))
        next = Atomic(growing.isEmpty ? .max : 0)
    }

    /// Does what is due.
    func catchUp(_ now: UInt64) {
        guard next.load(ordering: .relaxed) <= now else { return }
        var due: [Postponed] = []
        state.withLock { state in
            while let last = state.postponed.last, last.due <= now {
                due.append(last)
                state.postponed.removeLast()
            }
            grow(&state, now)
            setNext(state, now)
        }
        for step in due {
            do throws(FileSystemError) {
                try FileStepRun(files: step.files, owner: step.owner)
                    .carryOut(step.work, on: step.path)
            } catch {
                fail(Self.failure(of: step.work, on: step.path, error))
            }
        }
    }

    /// Keeps a change for later; tells whether there was room for it.
    func postpone(
        _ work: FileStep.Work, on path: [UInt8], in files: any FileSystem, owner: FileOwner,
        until due: UInt64
    ) -> Bool {
        state.withLock { state in
            guard state.postponed.count < Self.mostPostponed else { return false }
            // Of two for the same time the first one is done first, so it stands behind.
            let index = state.postponed.firstIndex { $0.due <= due } ?? state.postponed.endIndex
            state.postponed.insert(
                Postponed(due: due, work: work, path: path, files: files, owner: owner), at: index)
            if due < next.load(ordering: .relaxed) { next.store(due, ordering: .relaxed) }
            return true
        }
    }

    private func setNext(_ state: State, _ now: UInt64) {
        let growth =
            state.growing.isEmpty ? UInt64.max : state.grownNanoseconds &+ Self.stepNanoseconds
        next.store(min(growth, state.postponed.last?.due ?? .max), ordering: .relaxed)
    }

    private func grow(_ state: inout State, _ now: UInt64) {
        guard !state.growing.isEmpty, now >= state.grownNanoseconds,
            now - state.grownNanoseconds >= Self.stepNanoseconds
        else { return }
        let before = state.grownNanoseconds
        state.grownNanoseconds = now
        state.growing.removeAll { file in
            let count = file.growth(from: before, to: now)
            guard count > 0 else { return file.isGrown(at: now) }
            let path = file.path
            do throws(FileSystemError) {
                let found = try files.attributes(path.span.bytes, followingSymlinks: true)
                let size = found.size ?? 0
                let (end, overflow) = size.addingReportingOverflow(count)
                guard !overflow else { return true }
                try files.setAttributes(
                    FileAttributes(size: end), path: path.span.bytes, followingSymlinks: true)
                return false
            } catch {
                // Whoever removed it has ended its growth.
                return true
            }
        }
    }

    /// What could not be done, as the journal says it.
    static func failure(
        of work: FileStep.Work, on path: [UInt8], _ error: FileSystemError
    ) -> String {
        let name =
            switch work {
            case .remove: "remove"
            case .move: "move"
            case .create: "create"
            case .makeDirectory: "make the directory"
            case .symlink: "make the link"
            case .append: "append to"
            case .resize: "resize"
            case .set: "change"
            case .hold: "hold"
            }
        let reason = StatusMapping.status(of: error).message
        return "files: cannot \(name) \(String(decoding: path, as: UTF8.self)): \(reason)"
    }
}

/// A file that grows by zeros from the start of the server on.
public struct GrowingFile: Equatable, Sendable {
    /// Its path.
    public var path: [UInt8]
    /// How it grows.
    public var growth: FileGrowth

    /// Makes a description.
    public init(path: [UInt8], growth: FileGrowth) {
        self.path = path
        self.growth = growth
    }

    /// Bytes by which it grows between two times.
    fileprivate func growth(from: UInt64, to: UInt64) -> UInt64 { grown(at: to) - grown(at: from) }

    /// Whether it has come to its end.
    fileprivate func isGrown(at now: UInt64) -> Bool { grown(at: now) >= growth.mostBytes }

    private func grown(at now: UInt64) -> UInt64 {
        let (high, low) = growth.bytesPerSecond.multipliedFullWidth(by: now)
        let second: UInt64 = 1_000_000_000
        guard high < second else { return growth.mostBytes }
        return min(second.dividingFullWidth((high, low)).quotient, growth.mostBytes)
    }
}
