"""The table of test_scenarios.py: what real clients do under each scenario, and what they say.

Each client says it in its own way; OpenSSH's sftp shows no server message and knows only the
statuses of version 3, so all others are `Unknown status` to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scenario_acts import (
    Act, appends, changes_mode, content, gets, gets_in_vain, hangs, lists, makes_folder,
    one_after_the_other, puts, removes, renames, takes, within,
)

# Judges a file on the server afterwards; nil stands for a file that is not there.
Check = Callable[[bytes | None], bool]

HOME = "/home/demo"
KIBIBYTE, MEBIBYTE = 1 << 10, 1 << 20


@dataclass(frozen=True)
class Case:
    """One scenario and how it shows."""

    file: str
    clients: dict[str, Act]
    # Fields of journal entries that must be there; `rule` is a rule that acted on it.
    journal: list[dict[str, Any]]
    files: dict[str, Check] = field(default_factory=dict)
    # Clients that do not do what the scenario expects of a correct client: exit status 1.
    careless: frozenset[str] = frozenset()
    # Clients that leave in a hurry, now and then before their CLOSE is out: 0 or 1.
    hasty: frozenset[str] = frozenset()

    def exit_statuses(self, client: str) -> set[int]:
        """How the double may end after this client was there."""
        if client in self.hasty:
            return {0, 1}
        return {1} if client in self.careless else {0}


def is_text(text: str) -> Check:
    """The file holds exactly this."""
    return lambda data: data == text.encode()


def is_upload(size: int) -> Check:
    """The file holds a whole upload of this size."""
    return lambda data: data == content(size)


def is_start_of_upload(most: int) -> Check:
    """The file holds the first part of an upload, not empty, at most so long."""
    return lambda data: data is not None and 0 < len(data) <= most and data == content(len(data))


def is_absent(data: bytes | None) -> bool:
    """There is no such file."""
    return data is None


def three_times(fails: Act, works: Act) -> Act:
    """Two failures, then success."""
    return one_after_the_other(fails, fails, works)


UPLOAD = f"{HOME}/upload/sent.bin"
BIG = f"{HOME}/big.bin"
REPORT = f"{HOME}/report.csv"

CASES = [
    Case(
        "write/quota-exceeded-mid-upload.json",
        {
            "openssh-sftp": puts(UPLOAD, 2 * MEBIBYTE, "write remote", "unknown status"),
            "lftp": puts(UPLOAD, 2 * MEBIBYTE, "access failed: quota exceeded"),
            "psftp": puts(UPLOAD, 2 * MEBIBYTE, "error while writing"),
            "asyncssh": puts(UPLOAD, 2 * MEBIBYTE, "SFTPQuotaExceeded: quota exceeded"),
            "libssh2": puts(UPLOAD, 2 * MEBIBYTE, "sftp status 15"),
            "go-sftp": puts(UPLOAD, 2 * MEBIBYTE, 'sftp: "quota exceeded"'),
            "phpseclib": puts(UPLOAD, 2 * MEBIBYTE, "NET_SFTP_STATUS_QUOTA_EXCEEDED"),
        },
        [{"rule": "quota is used up", "event": "fileWrite", "status": "QUOTA_EXCEEDED",
          "message": "quota exceeded"}],
        {UPLOAD: is_start_of_upload(MEBIBYTE)},
        hasty=frozenset({"lftp", "phpseclib"}),
    ),
    Case(
        "write/quota-exceeded-mid-upload.json",
        {
            name: one_after_the_other(
                puts(UPLOAD, 2 * MEBIBYTE, words), removes(UPLOAD), puts(UPLOAD, 2 * MEBIBYTE)
            )
            for name, words in {"openssh-sftp": "unknown status", "libssh": "quota"}.items()
        },
        [{"rule": "room again", "event": "fileRemove", "status": "OK"}],
        {UPLOAD: is_upload(2 * MEBIBYTE)},
    ),
    Case(
        "write/permission-denied-after-success.json",
        {
            "openssh-sftp": removes(f"{HOME}/old.txt", "remote delete", "permission denied"),
            "curl": removes(f"{HOME}/old.txt", "rm command failed: permission denied"),
            "paramiko": removes(f"{HOME}/old.txt", "PermissionError"),
            # It tries RMDIR as well, and finds nothing there any more.
            "go-sftp": removes(f"{HOME}/old.txt", "file does not exist"),
        },
        [{"rule": "done but denied", "event": "fileRemove", "status": "PERMISSION_DENIED"}],
        {f"{HOME}/old.txt": is_absent},
    ),
    Case(
        "write/permission-denied-after-success.json",
        {
            "lftp": makes_folder(f"{HOME}/new", "access failed: permission denied"),
            "asyncssh": makes_folder(f"{HOME}/new", "SFTPPermissionDenied"),
        },
        [{"rule": "done but denied", "event": "dirCreate", "status": "PERMISSION_DENIED"}],
    ),
    Case(
        "write/close-fails-late.json",
        {
            "openssh-sftp": puts(UPLOAD, 1000, "close remote", "failure"),
            "openssh-scp": puts(UPLOAD, 1000, "close remote", "failure"),
            "lftp": puts(UPLOAD, 1000, "access failed: write error"),
            "libssh": puts(UPLOAD, 1000, "close: SFTP server: write error"),
            # These two never look at the answer to CLOSE.
            "curl": puts(UPLOAD, 1000),
            "paramiko": puts(UPLOAD, 1000),
        },
        [{"rule": "late news", "event": "fileClose", "status": "FAILURE"}],
        {UPLOAD: is_upload(1000)},
    ),
    Case(
        "write/close-fails-late.json",
        # It takes back what it could not store.
        {"rclone": puts(UPLOAD, 1000, "update close failed", "write error")},
        [{"rule": "late news", "event": "fileClose", "status": "FAILURE"}],
        {UPLOAD: is_absent},
    ),
    Case(
        "write/no-answer-to-close.json",
        {
            "openssh-sftp": hangs(puts(f"{HOME}/sent", 1000)),
            "psftp": hangs(puts(f"{HOME}/sent", 1000)),
            "curl": within(8, puts(f"{HOME}/sent", 1000, "timed out")),
        },
        [{"rule": "silence", "event": "fileClose", "status": None}],
        {f"{HOME}/sent": is_upload(1000)},
    ),
    Case(
        "write/upload-vanishes.json",
        {
            # These look at the size afterwards.
            "paramiko": puts(f"{HOME}/dropbox/sent", 1000, "size mismatch", "0 != 1000"),
            "rclone": puts(f"{HOME}/dropbox/sent", 1000, "sizes differ 1000 vs 0"),
            # These trust the acknowledgements, and the scenario's expectation tells.
            "libssh2": puts(f"{HOME}/dropbox/sent", 1000),
            "go-sftp": puts(f"{HOME}/dropbox/sent", 1000),
        },
        [{"rule": "into thin air", "event": "fileWrite", "status": "OK"}],
        careless=frozenset({"libssh2", "go-sftp"}),
    ),
    Case(
        "open/lock-conflict.json",
        {
            "openssh-sftp": puts(f"{HOME}/shared/ledger.csv", 10, "dest open", "unknown status"),
            "curl": puts(f"{HOME}/shared/ledger.csv", 10, "file lock conflict"),
            "paramiko": puts(f"{HOME}/shared/ledger.csv", 10, "locked by another process"),
            "asyncssh": puts(f"{HOME}/shared/ledger.csv", 10, "SFTPLockConflict"),
            "net-sftp": puts(f"{HOME}/shared/ledger.csv", 10, '(17, "lock conflict")'),
        },
        [{"rule": "locked", "event": "fileOpen", "status": "LOCK_CONFLICT"}],
        {f"{HOME}/shared/ledger.csv": is_text("id,total\n1,10\n")},
    ),
    Case(
        "open/fails-twice-then-works.json",
        {
            name: three_times(gets(REPORT, words), gets(REPORT, size=14))
            for name, words in {
                "openssh-sftp": "failure",
                "lftp": "access failed: try again",
                "curl": "operation failed",
                "asyncssh": "try again",
                "sshfs": "operation not permitted",
            }.items()
        },
        [
            {"rule": "not yet", "event": "fileOpen", "status": "FAILURE"},
            {"event": "fileOpen", "path": REPORT, "status": "OK"},
        ],
    ),
    Case(
        "open/missing-file-lies.json",
        {
            "openssh-sftp": gets(f"{HOME}/ghost.txt", "remote open", "no such file"),
            "psftp": gets(f"{HOME}/ghost.txt", "open for read: no such file"),
            "sshfs": gets(f"{HOME}/ghost.txt", "cannot open", "no such file"),
            "rclone": gets(f"{HOME}/ghost.txt", "file does not exist"),
        },
        [
            {"rule": "it is there", "event": "getAttributes", "status": "OK"},
            {"event": "fileOpen", "path": f"{HOME}/ghost.txt", "status": "NO_SUCH_FILE"},
        ],
    ),
    Case(
        "open/read-write-refused.json",
        {
            "paramiko": appends(f"{HOME}/notes.txt", 50, "PermissionError"),
            "asyncssh": appends(f"{HOME}/notes.txt", 50, "SFTPPermissionDenied"),
            "net-sftp": appends(f"{HOME}/notes.txt", 50, "permission denied"),
        },
        [{"rule": "one or the other", "event": "fileOpen", "status": "PERMISSION_DENIED"}],
        {f"{HOME}/notes.txt": is_text("first line\n")},
    ),
    Case(
        "open/binary-handle.json",
        {
            name: gets(f"{HOME}/odd.txt", size=14)
            for name in ("openssh-sftp", "psftp", "curl", "libssh", "go-sftp", "net-sftp")
        },
        [{"rule": "odd handle", "event": "fileOpen", "handle": "00ff0a00c328225c00"}],
    ),
    Case(
        "read/eof-early.json",
        {
            "curl": gets(BIG, "transfer closed with", "bytes remaining to read"),
            "lftp": gets(BIG, "file size decreased during transfer"),
            "rclone": gets(BIG, "corrupted on transfer: sizes differ"),
            # A short file is a whole file to these.
            "paramiko": gets(BIG, size=256 * KIBIBYTE),
            "libssh": gets(BIG, size=256 * KIBIBYTE),
        },
        [{"rule": "that is all", "event": "fileRead", "status": "EOF"}],
        hasty=frozenset({"lftp"}),
    ),
    Case(
        "read/handle-invalid-mid-download.json",
        {
            "openssh-sftp": gets(BIG, "read remote", "unknown status"),
            "psftp": gets(BIG, "error while reading"),
            "paramiko": gets(BIG, "no such handle"),
            "asyncssh": gets(BIG, "SFTPInvalidHandle: no such handle"),
            "libssh": gets(BIG, "no such handle", "sftp status 9"),
        },
        [{"rule": "who are you", "event": "fileRead", "status": "INVALID_HANDLE"}],
    ),
    Case(
        "read/reset-after-64-kib.json",
        {
            "openssh-sftp": gets_in_vain(BIG, "connection closed"),
            # Not paramiko: now and then its prefetch thread dies of the reset and get() calls
            # what came until then a success.
            "asyncssh": gets(BIG, "connection reset by peer"),
            "libssh": gets(BIG, "connection reset by peer", size=64 * KIBIBYTE),
            "go-sftp": gets(BIG, "connection lost"),
        },
        [
            {"rule": "line cut", "event": "fileRead"},
            {"event": "disconnected", "cause": "reset by the server"},
        ],
    ),
    Case(
        "read/short-read.json",
        {
            **{
                name: gets(f"{HOME}/short.txt", size=13)
                for name in ("openssh-sftp", "curl", "paramiko", "go-sftp", "rclone")
            },
            # Takes a short READ for the end of the file. (Not lftp: it does so or copes,
            # depending on which answer it looks at first.)
            "psftp": gets(f"{HOME}/short.txt", size=1),
        },
        [{"rule": "one byte", "event": "fileRead", "moved": 1}],
        careless=frozenset({"psftp"}),
    ),
    Case(
        "rename/rename-unsupported.json",
        {
            name: renames(f"{HOME}/report.part", f"{HOME}/report.csv", words)
            for name, words in {
                "openssh-sftp": "operation unsupported",
                "curl": "not supported by SFTP server",
                "paramiko": "rename is not supported",
                "libssh2": "operation not supported",
                "sshfs": "operation not supported",
            }.items()
        },
        [{"rule": "no rename", "event": "fileRename", "status": "OP_UNSUPPORTED"}],
        {f"{HOME}/report.part": is_text("id,total\n"), f"{HOME}/report.csv": is_absent},
    ),
    Case(
        "attributes/setstat-unsupported.json",
        {
            "openssh-sftp": one_after_the_other(
                puts(UPLOAD, 10), changes_mode(UPLOAD, "remote setstat", "operation unsupported")
            ),
            "asyncssh": one_after_the_other(
                puts(UPLOAD, 10), changes_mode(UPLOAD, "setstat is not supported")
            ),
            # It sets the time after every upload, and takes the refusal for a failure.
            "rclone": puts(UPLOAD, 10, "SetModTime failed", "setstat is not supported"),
        },
        [{"rule": "cannot set", "event": "setAttributes", "status": "OP_UNSUPPORTED"}],
        {UPLOAD: lambda data: data in (None, content(10))},
    ),
    Case(
        "attributes/wrong-size-in-stat.json",
        {
            "openssh-sftp": gets(f"{HOME}/small.txt", size=13),
            "paramiko": gets(f"{HOME}/small.txt", size=13),
            "curl": gets(f"{HOME}/small.txt", "bytes remaining to read"),
            "rclone": gets(f"{HOME}/small.txt", "sizes differ 1048576 vs 13"),
        },
        [{"rule": "a megabyte", "event": "getAttributes", "status": "OK"}],
    ),
    Case(
        "directory/channel-closed-mid-listing.json",
        {
            "openssh-sftp": lists(f"{HOME}/in", "connection closed"),
            "psftp": lists(f"{HOME}/in", "unexpected end-of-file from SFTP server"),
            "libssh": lists(f"{HOME}/in", "a.txt", "received EOF"),
            "go-sftp": lists(f"{HOME}/in", "connection lost"),
        },
        [{"rule": "enough", "event": "dirRead"}],
    ),
    Case(
        "directory/disconnect-on-opendir.json",
        {
            "openssh-sftp": lists("/secret", "received disconnect", "listing is not allowed"),
            "psftp": lists("/secret", "by application", "listing is not allowed"),
            "libssh": lists("/secret", "Received SSH_MSG_DISCONNECT: 11:listing is not allowed"),
            "asyncssh": lists("/secret", "connection closed"),
        },
        [
            {"rule": "thrown out", "event": "dirList"},
            {"event": "disconnected",
             "cause": "disconnected by the server (11: listing is not allowed)"},
        ],
    ),
    Case(
        "handshake/closed-before-version.json",
        {
            "openssh-sftp": lists(HOME, "closed by remote host"),
            "psftp": lists(HOME, "unexpectedly closed network connection"),
            "paramiko": lists(HOME, "EOF during negotiation"),
            "sshfs": lists(HOME, "remote host has disconnected"),
        },
        [{"rule": "hangs up", "event": "init"}],
    ),
    Case(
        "handshake/slow-version.json",
        {
            "openssh-sftp": takes(3, lists(HOME)),
            "curl": takes(3, lists(HOME)),
            "go-sftp": takes(3, lists(HOME)),
        },
        [{"rule": "thinks", "event": "init",
          "durationMicroseconds": lambda value: value >= 3_000_000}],
    ),
    Case(
        "connection/first-two-refused.json",
        {
            name: three_times(lists(HOME, words), lists(HOME))
            for name, words in {
                "openssh-sftp": "connection reset by",
                "psftp": "connection reset by peer",
                "asyncssh": "ConnectionResetError",
                "go-sftp": "connection reset by peer",
            }.items()
        },
        [{"rule": "too early", "event": "connectionRequest"}],
    ),
    Case(
        "server/read-only.json",
        {
            "openssh-sftp": puts(f"{HOME}/new", 10, "dest open", "permission denied"),
            "lftp": puts(f"{HOME}/new", 10, "read-only file system"),
            "curl": puts(f"{HOME}/new", 10, "permission denied"),
            "sshfs": one_after_the_other(
                puts(f"{HOME}/new", 10, "permission denied"), gets(REPORT, size=14)
            ),
            "paramiko": removes(REPORT, "PermissionError"),
        },
        [{"status": "PERMISSION_DENIED"}],
        {f"{HOME}/new": is_absent, REPORT: is_text("id,total\n1,10\n")},
    ),
    Case(
        "server/slow-server.json",
        {
            "openssh-sftp": takes(1, puts(f"{HOME}/sent", 10)),
            "libssh": takes(1, puts(f"{HOME}/sent", 10)),
            "rclone": takes(1, puts(f"{HOME}/sent", 10)),
        },
        [{"rule": "slow", "event": "fileOpen",
          "durationMicroseconds": lambda value: value >= 200_000}],
        {f"{HOME}/sent": is_upload(10)},
    ),
    Case(
        "auth/wrong-password-first.json",
        {
            # They have a second method to try the same password with.
            "openssh-sftp": lists(HOME),
            "curl": lists(HOME),
            # These give up.
            "paramiko": lists(HOME, "authentication failed"),
            "libssh": lists(HOME, "access denied"),
            "go-sftp": lists(HOME, "unable to authenticate"),
        },
        [{"rule": "refused once", "event": "userAuthRequest", "status": "PERMISSION_DENIED"}],
    ),
    Case(
        "auth/partial-success.json",
        {
            # They answer the question that follows the password.
            "openssh-sftp": lists(HOME),
            "sshfs": lists(HOME),
            "rclone": lists(HOME),
            # These have one go only.
            "psftp": lists(HOME, "further authentication required"),
            "curl": lists(HOME, "authentication failure"),
            "asyncssh": lists(HOME, "permission denied"),
            "go-sftp": lists(HOME, "unable to authenticate"),
        },
        [{"rule": "half way", "event": "userAuthRequest", "method": "password"}],
        careless=frozenset({"psftp", "curl", "asyncssh", "go-sftp"}),
    ),
]
