internal import Glibc

/// Ends the programs that this process runs when this process is killed.
///
/// The kernel can tell a child of its parent's end, but only of that of the one thread that started
/// it, and a change of user or a child of the child is enough to make it forget. So one more
/// process of this program waits for the end of a socket: whatever ends this one closes it. Then
/// the process groups that are noted are killed, and what bears the mark of this process in its
/// environment: a program that was just started is not noted yet.
final class ChildGuard: Sendable {
    /// The one of this process.
    ///
    /// It has to be there before a program is started, so that none inherits its socket and none
    /// is left out.
    static let shared = ChildGuard()

    /// A variable for the environment of each program, by which the guard knows it.
    let mark: (name: String, value: String)
    /// The way to the guard; -1 when there could not be one, and then nothing is guarded.
    private let socket: Int32

    private init() {
        // The number may be another process's later, but not at the same time.
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        mark = ("SFTP_DOUBLE_GUARD", "\(getpid())-\(now.tv_sec).\(now.tv_nsec)")
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            socket = -1
            return
        }
        let isStarted = Self.start(input: ends[1], mark: "\(mark.name)=\(mark.value)")
        close(ends[1])
        if !isStarted { close(ends[0]) }
        socket = isStarted ? ends[0] : -1
    }

    /// Notes the process group of a program that was started.
    func add(_ group: pid_t) { tell("+\(group)\n") }

    /// Forgets a group, which must not be reaped yet: its number could be another's by then.
    func remove(_ group: pid_t) { tell("-\(group)\n") }

    private func tell(_ line: String) {
        guard socket >= 0 else { return }
        let bytes = Array(line.utf8)
        // A line is far shorter than what a socket takes at once; without a guard nobody listens.
        while send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) < 0, errno == EINTR {}
    }

    private static func start(input: Int32, mark: String) -> Bool {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        // Who waits for the end of this process's output must not wait for the guard.
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: what ends the group of this process must not end the guard first.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var process = pid_t()
        return CStrings.with(["sftp-double", "guard", mark]) { words in
            posix_spawn(&process, "/proc/self/exe", &actions, &attributes, words, environ) == 0
        }
    }

    /// The inside of the guard: keeps the groups in mind until its input ends, and kills them.
    static func watch(mark: String) {
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        // A socket that listens, say, is to be gone when its owner closes it.
        for descriptor in 3..<Int32(1024) { close(descriptor) }
        var groups: Set<pid_t> = []
        while let line = readLine() {
            guard let group = pid_t(line.dropFirst()), group > 1 else { continue }
            if line.hasPrefix("+") { groups.insert(group) } else { groups.remove(group) }
        }
        for group in groups { kill(-group, SIGKILL) }
        // What was being started bears the mark only once it is the program it is to be.
        for _ in 0..<10 {
            for process in processes(bearing: mark) { kill(process, SIGKILL) }
            poll(nil, 0, 20)
        }
    }

    private static func processes(bearing mark: String) -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        let wanted = Array(mark.utf8)
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = pid_t(name),
                environment(of: process).split(separator: 0).contains(where: { $0 == wanted[...] })
            else { continue }
            found.append(process)
        }
        return found
    }

    /// The variables a process was started with; empty when they are nobody's or another user's.
    private static func environment(of process: pid_t) -> [UInt8] {
        let file = open("/proc/\(process)/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = read(file, &part, part.count), count > 0 {
            all += part.prefix(count)
        }
        return all
    }
}
