import Glibc
import SFTPFileSystem
import SFTPWire
import Synchronization
import Testing

/// Somebody on the machine changes the served folder while requests run in it.
@Suite(.serialized) struct `Nobody wins a race out of a folder` {
    private static let turns = 200

    @Test(.timeLimit(.minutes(1)), arguments: [false, true], EscapeAttempt.all.indices)
    func `while a folder on the way is swapped for a link and back`(
        isOverlay: Bool, index: Int
    ) throws {
        // The folder "dir" becomes a link to "../outside" and itself again.
        let steps = [("dir", "spare"), ("trap", "dir"), ("dir", "trap"), ("spare", "dir")]
        try race(isOverlay, EscapeAttempt.all[index], on: ["/dir/prey", "/dir/folder"], steps)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true], EscapeAttempt.all.indices)
    func `while a folder on the way is moved up and down`(isOverlay: Bool, index: Int) throws {
        // What lies two folders deep lies one folder deep the next moment: dots go too far.
        let steps = [("a/b/mover", "mover"), ("mover", "a/b/mover")]
        try race(
            isOverlay, EscapeAttempt.all[index],
            on: ["/a/b/mover/../../../../outside/prey", "/mover/x/../../../outside/prey"], steps)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true], EscapeAttempt.all.indices)
    func `while the last name is swapped for a link and back`(
        isOverlay: Bool, index: Int
    ) throws {
        let steps = [
            ("last", "spare"), ("lasttrap", "last"), ("last", "lasttrap"), ("spare", "last"),
        ]
        try race(isOverlay, EscapeAttempt.all[index], on: ["/last"], steps)
    }

    /// Runs one kind of request on `paths` while a thread renames by `steps` over and over.
    private func race(
        _ isOverlay: Bool, _ attempt: EscapeAttempt, on paths: [String],
        _ steps: [(String, String)]
    ) throws {
        try withTemporaryFolder { folder in
            for name in ["outside", "outside/folder", "root"] { mkdir("\(folder)/\(name)", 0o777) }
            let outside = try DiskFileSystem(root: "\(folder)/outside")
            try outside.put("/prey", "untouched" + String(repeating: "-", count: 31_337 - 9))
            let before = try snapshot(of: outside)
            let root = "\(folder)/root"
            let disk = try DiskFileSystem(root: root)
            for name in ["/dir", "/dir/folder", "/a", "/a/b", "/a/b/mover", "/a/b/mover/x"] {
                try disk.makeDirectory(name)
            }
            for name in ["/dir/prey", "/last", "/bait"] { try disk.put(name, "bait") }
            try disk.makeSymlink("/trap", to: "../outside")
            try disk.makeSymlink("/lasttrap", to: "../outside/prey")
            let swapper = Swapper(root, steps)
            defer {
                swapper.stop()
                let after = (try? snapshot(of: outside)) ?? []
                #expect(after == before, "\(attempt.name)")
                #expect(swapper.swaps > 0)
            }
            for turn in 0..<Self.turns {
                // An overlay that has seen a name does not look below again.
                let files: any FileSystem =
                    isOverlay ? try InMemoryFileSystem(over: LowerFolder(root)) : disk
                if turn % 8 == 0 {
                    for name in ["/dir/prey", "/bait"] { try? disk.put(name, "bait") }
                }
                guard let answer = try? attempt.perform(files, paths[turn % paths.count])
                else { continue }
                guard !answer.contains("untouched"), answer != EscapeAttempt.preySize else {
                    Issue.record("\(attempt.name) shows \(answer)")
                    return
                }
            }
        }
    }
}

/// A thread that renames names of a folder by the same steps until it is stopped.
///
/// Unchecked because of the thread's id, which only `stop` reads, on the thread that made it.
private final class Swapper: @unchecked Sendable {
    private let steps: [(String, String)]
    private let isStopped = Atomic(false)
    private let count = Atomic(0)
    private var thread = pthread_t()

    init(_ folder: String, _ steps: [(String, String)]) {
        self.steps = steps.map { ("\(folder)/\($0)", "\(folder)/\($1)") }
        let this = Unmanaged.passRetained(self).toOpaque()
        pthread_create(&thread, nil, Self.main, this)
        // One round at least, so that the requests meet it.
        while swaps == 0 { sched_yield() }
    }

    var swaps: Int { count.load(ordering: .relaxed) }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        pthread_join(thread, nil)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        {
            guard let pointer = $0 else { return nil }
            let swapper = Unmanaged<Swapper>.fromOpaque(pointer).takeRetainedValue()
            while !swapper.isStopped.load(ordering: .relaxed) {
                for (from, to) in swapper.steps { rename(from, to) }
                swapper.count.wrappingAdd(1, ordering: .relaxed)
            }
            return nil
        }
}
