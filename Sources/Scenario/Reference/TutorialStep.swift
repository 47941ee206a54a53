/// One step of the tutorial: a thought and the scenario that shows it.
struct TutorialStep: Sendable {
    /// The heading.
    let title: String
    /// What it says.
    let text: String
    /// A whole scenario file, or nil.
    let scenario: String?

    /// The steps, from no file at all to a server with a memory.
    static let all: [TutorialStep] = [
        TutorialStep(
            title: "No file at all",
            text: """
                `sftp-double serve` without a scenario is a working server: one user `demo` with \
                the password `demo`, whose home `/home/demo` is empty, files in memory, and a port \
                the system chose, which it prints.
                """,
            scenario: nil),
        TutorialStep(
            title: "Users and files",
            text: """
                A scenario file says what is there when the server starts. Paths are absolute; \
                folders on the way are made. `version` is the only key every file has to have.
                """,
            scenario: """
                {
                  "version": 1,
                  "users": [{"name": "alice", "password": "wonder"}],
                  "files": {
                    "/home/alice/in/report.csv": {"text": "id,total\\n1,10\\n"},
                    "/home/alice/big.bin": {"size": "1GiB", "content": "random"},
                    "/home/alice/latest": {"symlink": "in/report.csv"}
                  }
                }
                """),
        TutorialStep(
            title: "A fault",
            text: """
                A rule says *on* which event *what* happens. Here every WRITE is answered with the \
                status for a full quota, and nothing is written. A status goes by its name in the \
                drafts, or by any number.
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [{"on": "fileWrite", "do": {"status": "QUOTA_EXCEEDED"}}]
                }
                """),
        TutorialStep(
            title: "Only there",
            text: """
                `when` narrows a rule down. All its keys have to hold. In a path, `*` stands for a \
                name and `**` for any number of folders. Sizes and durations have a unit.
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [
                    {
                      "name": "disk is full",
                      "on": "fileWrite",
                      "when": {"path": "/home/*/upload/**", "end": {"above": "1MiB"}},
                      "do": {"status": {"code": "QUOTA_EXCEEDED", "message": "quota exceeded"}}
                    }
                  ]
                }
                """),
        TutorialStep(
            title: "Twice, then never again",
            text: """
                `skip`, `times`, `every` and `probability` say which matches act; `per` says what \
                is counted. Here each path fails twice, then works: does the client retry?
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [
                    {"on": "fileOpen", "times": 2, "per": "path", "do": {"status": "FAILURE"}}
                  ]
                }
                """),
        TutorialStep(
            title: "Done, but reported as failed",
            text: """
                A rule acts before the operation, when nothing has happened yet. In the `after` \
                phase it was done and its outcome is known, so it can be tested, and replaced. A \
                request that a rule refused before has no after phase.
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [
                    {
                      "on": "fileClose",
                      "phase": "after",
                      "when": {"outcome": "OK"},
                      "do": {"status": "PERMISSION_DENIED"}
                    }
                  ]
                }
                """),
        TutorialStep(
            title: "Slow, silent, gone",
            text: """
                Statuses are not all: a reply may be late, or never come, and a connection may end \
                in the middle of a file. The first rule that matches acts; with `continue` the \
                ones below are tried as well.
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [
                    {"on": "*", "continue": true, "do": {"delay": "20ms"}},
                    {"on": "linkCreate", "do": {"drop": true}},
                    {
                      "on": "fileRead",
                      "when": {"offset": {"atLeast": "64KiB"}},
                      "do": {"connection": "reset"}
                    }
                  ]
                }
                """),
        TutorialStep(
            title: "A server with a memory",
            text: """
                A state machine remembers. This disk is full until the client removes something.
                """,
            scenario: """
                {
                  "version": 1,
                  "states": {"disk": {"initial": "full"}},
                  "rules": [
                    {
                      "on": "fileWrite",
                      "when": {"state": {"disk": "full"}},
                      "do": {"status": "NO_SPACE_ON_FILESYSTEM"}
                    },
                    {
                      "on": "fileRemove",
                      "phase": "after",
                      "when": {"outcome": "OK"},
                      "do": {"setState": {"disk": "free"}}
                    }
                  ]
                }
                """),
        TutorialStep(
            title: "What the client must have done",
            text: """
                `expect` is judged when the server stops; a failure makes its exit status 1, and \
                the report shows the records that came nearest and what was different about them.
                """,
            scenario: """
                {
                  "version": 1,
                  "rules": [
                    {"name": "refused", "on": "fileOpen", "do": {"status": "LOCK_CONFLICT"}}
                  ],
                  "expect": [
                    {"rule": "refused"},
                    {"event": "fileWrite", "count": 0},
                    {"event": "*", "after": "refused", "count": {"atMost": 5}},
                    {"noOpenHandles": true}
                  ]
                }
                """),
        TutorialStep(
            title: "The same again",
            text: """
                All that is random follows from `seed`: the same seed and the same requests give \
                the same answers. Without one the server draws a seed and writes it into the \
                first line of the journal.
                """,
            scenario: """
                {
                  "version": 1,
                  "seed": 7,
                  "rules": [{"on": "fileRead", "probability": 0.1, "do": {"status": "FAILURE"}}]
                }
                """),
    ]
}
