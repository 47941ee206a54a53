import Glibc
import SFTPWire
import Testing

@testable import Fuzzing
@testable import fuzz_canary

/// A worker does not outlive its supervisor, whatever it is busy with.
struct WorkerEndTests {
    @Test func `a worker that hangs in a case ends when its supervisor is gone`() throws {
        let empty = try CorpusFolder.entry(at: corpusFolder + "/packets/data/empty.hex")
        let input = FuzzInput(try #require(empty.streams.first))
        var requests: [Int32] = [-1, -1]
        var answers: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &requests) == 0)
        try #require(socketpair(AF_UNIX, kind, 0, &answers) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, requests[1], 0)
        posix_spawn_file_actions_adddup2(&actions, answers[1], 1)
        let program = TestProgram.folder + "/fuzz-canary"
        // Ten minutes of processor time, and no limit of memory.
        let words = [program, PlantedBug.hangs.rawValue, "600", "0"]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let code = posix_spawn(&process, program, &actions, nil, arguments + [nil], environ)
        try #require(code == 0)
        close(requests[1])
        close(answers[1])
        // The answer to the first says that the worker is there.
        let sound = FuzzInput(direction: .request, version: .v3, bytes: [])
        let lines = [
            WorkerRequest.judge(sound, splitSeed: 1), .judge(input, splitSeed: 1),
        ].map { $0.line + "\n" }.joined()
        #expect(lines.withCString { send(requests[0], $0, strlen($0), 0) } == lines.utf8.count)
        var answer = [UInt8](repeating: 0, count: 256)
        #expect(read(answers[0], &answer, answer.count) > 0)

        close(requests[0])

        var wait = pollfd(fd: answers[0], events: Int16(POLLIN), revents: 0)
        #expect(poll(&wait, 1, 20_000) == 1, "it still runs")
        #expect(read(answers[0], &answer, answer.count) == 0)
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(answers[0])
        #expect(status == 1 << 8)
    }
}
