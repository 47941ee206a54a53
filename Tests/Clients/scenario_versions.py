"""More of the table of test_scenarios.py: scenarios of versions 3 to 6.

Most clients here speak version 3 and no other; lftp and net-sftp take what the server has, up to
6; the bare session asks for the version in its name.
"""

import scenario_raw as raw
from harness.protocol import FileType, Mode, Pflags, Rename, Status
from scenario_acts import (
    gets, lists, lists_in_vain, makes_folder, one_after_the_other, puts, removes_folder, renames, symlinks,
)
from scenario_cases import HOME, KIBIBYTE, MEBIBYTE, Case, is_absent, is_text

NEW = f"{HOME}/new.bin"
LEDGER = f"{HOME}/ledger.csv"
PART, WHOLE = f"{HOME}/report.part", f"{HOME}/report.csv"
TEXT = "id,total\n1,10\n"

TOO_LARGE = 2 * MEBIBYTE

CASES = [
    Case(
        "version/capped-at-3.json",
        {
            "lftp": lists(HOME),
            "net-sftp": lists(HOME),
            **raw.each((3, 4, 6), raw.greets(3), raw.lists(HOME)),
        },
        [{"event": "dirList", "sftpVersion": 3}],
        hasty=frozenset({"lftp"}),
    ),
    Case(
        "version/only-6.json",
        {
            "lftp": lists(HOME),
            "net-sftp": lists(HOME),
            **raw.each((6,), raw.greets(6), raw.lists(HOME)),
        },
        [{"event": "dirList", "sftpVersion": 6}],
    ),
    Case(
        "version/only-6.json",
        {
            "openssh-sftp": lists_in_vain(HOME, "connection closed"),
            # It sees the version or the end of the channel, whichever it reads first.
            "psftp": lists(HOME, "SFTP"),
            "paramiko": lists_in_vain(HOME, "Server connection dropped", "Socket is closed"),
            **raw.each((3, 5), raw.greets(6)),
        },
        [{"event": "init", "outcome": "OP_UNSUPPORTED"}],
    ),
    Case(
        "version/higher-than-asked.json",
        {
            "psftp": gets(WHOLE, "remote protocol is more advanced than we support"),
            "go-sftp": gets(WHOLE, "unexpected server version: want 3, got 6"),
            # They go on and are told so, or fall over what version 6 sends.
            "openssh-sftp": gets(WHOLE, "incomplete message"),
            "libssh": gets(WHOLE, "malformed SSH_FXP_OPEN"),
            "libssh2": gets(WHOLE, "failed opening remote file"),
            "paramiko": gets(WHOLE, "malformed SSH_FXP_OPEN"),
            # It speaks version 6 after all.
            "asyncssh": gets(WHOLE, size=len(TEXT)),
            **raw.each((3, 5), raw.greets(6)),
        },
        [{"rule": "too high", "event": "init"}],
        careless=frozenset({"paramiko", "asyncssh"}),
    ),
    Case(
        "version/announces-99.json",
        {
            "psftp": lists(HOME, "remote protocol is more advanced than we support"),
            "go-sftp": lists(HOME, "unexpected server version: want 3, got 99"),
            "asyncssh": lists(HOME, "unsupported version: 99"),
            # It reads attributes as those of a later version.
            "libssh": lists(HOME, "couldn't parse the SFTP attributes"),
            # These do not look.
            "openssh-sftp": lists(HOME),
            "paramiko": lists(HOME),
            "net-sftp": lists(HOME),
            **raw.each((3, 6), raw.greets(99)),
        },
        [{"event": "init", "status": "OK"}],
        careless=frozenset({"openssh-sftp", "paramiko", "net-sftp", "libssh"}),
    ),
    Case(
        "version/lower-for-a-time.json",
        {
            name: one_after_the_other(lists(HOME), lists(HOME)) for name in ("lftp", "net-sftp")
        }
        | {
            "raw-6": one_after_the_other(
                raw.speaks(6, raw.greets(3), raw.lists(HOME)),
                raw.speaks(6, raw.greets(4), raw.lists(HOME)),
            )
        },
        [{"event": "dirList", "sftpVersion": 3}, {"event": "dirList", "sftpVersion": 4}],
        hasty=frozenset({"lftp"}),
    ),
    Case(
        "version/codes-of-the-version.json",
        {
            "lftp": gets(f"{HOME}/shared/ledger.csv", "the file is locked by another process"),
            "net-sftp": gets(f"{HOME}/shared/ledger.csv", '17, "lock conflict"'),
            **raw.each((5, 6), raw.open_fails(f"{HOME}/shared/ledger.csv", Status.LOCK_CONFLICT)),
        },
        [{"rule": "locked", "event": "fileOpen", "status": "LOCK_CONFLICT", "outcome": None}],
    ),
    Case(
        "version/codes-of-the-version.json",
        {
            "openssh-sftp": gets(f"{HOME}/shared/ledger.csv", "remote open", "failure"),
            "asyncssh": gets(f"{HOME}/shared/ledger.csv", "SFTPFailure: the file is locked"),
            "go-sftp": gets(f"{HOME}/shared/ledger.csv", "SSH_FX_FAILURE"),
            **raw.each((3, 4), raw.open_fails(f"{HOME}/shared/ledger.csv", Status.FAILURE)),
        },
        [{"rule": "locked", "event": "fileOpen", "status": "FAILURE", "outcome": "LOCK_CONFLICT"}],
    ),
    Case(
        "write/quota-of-a-megabyte.json",
        {
            "net-sftp": puts(NEW, TOO_LARGE, '15, "quota exceeded"'),
            **raw.each((5, 6), raw.write_fails(NEW, TOO_LARGE, Status.QUOTA_EXCEEDED)),
        },
        [{"event": "fileWrite", "status": "QUOTA_EXCEEDED"}],
        # It leaves without a CLOSE when a WRITE has failed.
        careless=frozenset({"net-sftp"}),
    ),
    Case(
        "write/quota-of-a-megabyte.json",
        {
            "openssh-sftp": puts(NEW, TOO_LARGE, "write remote", "failure"),
            "go-sftp": puts(NEW, TOO_LARGE, "disk quota exceeded"),
            "asyncssh": puts(NEW, TOO_LARGE, "SFTPFailure: disk quota exceeded"),
            **raw.each((3, 4), raw.write_fails(NEW, TOO_LARGE, Status.FAILURE)),
        },
        [{"event": "fileWrite", "status": "FAILURE", "outcome": "QUOTA_EXCEEDED"}],
    ),
    Case(
        "write/disk-of-a-megabyte.json",
        {
            "net-sftp": puts(NEW, TOO_LARGE, '14, "no space on filesystem"'),
            **raw.each((5, 6), raw.write_fails(NEW, TOO_LARGE, Status.NO_SPACE_ON_FILESYSTEM)),
        },
        [{"event": "fileWrite", "status": "NO_SPACE_ON_FILESYSTEM"}],
        careless=frozenset({"net-sftp"}),
    ),
    Case(
        "write/disk-of-a-megabyte.json",
        {
            "openssh-sftp": puts(NEW, TOO_LARGE, "write remote", "failure"),
            "libssh": puts(NEW, TOO_LARGE, "no space left on device"),
            **raw.each((3, 4), raw.write_fails(NEW, TOO_LARGE, Status.FAILURE)),
        },
        [{"event": "fileWrite", "status": "FAILURE", "outcome": "NO_SPACE_ON_FILESYSTEM"}],
        hasty=frozenset({"libssh"}),
    ),
    Case(
        "write/range-locked.json",
        {
            "openssh-sftp": puts(NEW, 200 * KIBIBYTE, "write remote", "unknown status"),
            "go-sftp": puts(NEW, 200 * KIBIBYTE, "locked from 65536 on"),
            "asyncssh": puts(NEW, 200 * KIBIBYTE, "locked from 65536 on"),
            **raw.each(
                (3, 6), raw.write_fails(NEW, 200 * KIBIBYTE, Status.BYTE_RANGE_LOCK_CONFLICT)
            ),
        },
        [{"rule": "range is locked", "event": "fileWrite", "status": "BYTE_RANGE_LOCK_CONFLICT"}],
    ),
    Case(
        "lock/refused.json",
        raw.each(
            (6,),
            raw.locks(LEDGER, 0, 10, Mode.BLOCK_WRITE, Status.BYTE_RANGE_LOCK_REFUSED),
            raw.locks(LEDGER, 0, 0, Mode.BLOCK_WRITE, Status.OK),
        ),
        [{"rule": "whole files only", "event": "fileLock", "lock": ["WRITE"], "offset": 0,
          "asked": 10}],
    ),
    Case(
        "lock/lost.json",
        raw.each((6,), raw.loses_lock(LEDGER, Mode.BLOCK_WRITE)),
        [{"event": "fileUnlock", "status": "NO_MATCHING_BYTE_RANGE_LOCK"}],
    ),
    Case(
        "attributes/unknown-principal.json",
        raw.each(
            (3, 4, 5, 6),
            raw.chown_fails(WHOLE, Status.UNKNOWN_PRINCIPAL, "alice", "staff"),
        ),
        [{"rule": "who is that", "event": "setAttributes", "status": "UNKNOWN_PRINCIPAL"}],
    ),
    Case(
        "attributes/owners-by-name.json",
        {
            "net-sftp": lists(HOME),
            "openssh-sftp": lists(HOME),
            **raw.each(
                (4, 5, 6),
                raw.owner_is(f"{HOME}/page.html", "www", "staff"),
                raw.owner_is(f"{HOME}/odd.txt", "77", "78"),
                raw.owner_is(HOME, "demo", "demo"),
                raw.lists(HOME),
            ),
            **raw.each(
                (3,), raw.owner_number_is(f"{HOME}/page.html", 33, 50),
                raw.owner_number_is(HOME, 501, 20), raw.lists(HOME),
            ),
        },
        [{"event": "dirRead", "status": "OK"}],
    ),
    Case(
        "attributes/no-types.json",
        {
            **{name: lists(f"{HOME}/in") for name in ("net-sftp", "openssh-sftp", "rclone")},
            **raw.each((4, 5, 6), raw.lists_nothing_of(f"{HOME}/in", FileType.UNKNOWN)),
        },
        [{"rule": "no types", "event": "dirRead"}],
    ),
    Case(
        "open/delete-pending.json",
        {
            "net-sftp": gets(f"{HOME}/old/report.csv", "(27, nil)"),
            "openssh-sftp": gets(f"{HOME}/old/report.csv", "remote open", "unknown status"),
            "go-sftp": gets(f"{HOME}/old/report.csv", "the file is being deleted"),
            "asyncssh": gets(f"{HOME}/old/report.csv", "SFTPDeletePending"),
            **raw.each((3, 6), raw.open_fails(f"{HOME}/old/report.csv", Status.DELETE_PENDING)),
        },
        [{"rule": "going", "event": "fileOpen", "status": "DELETE_PENDING"}],
    ),
    Case(
        "open/link-loop.json",
        {
            "net-sftp": gets(f"{HOME}/here", '21, "link loop"'),
            **raw.each((6,), raw.open_fails(f"{HOME}/here", Status.LINK_LOOP)),
        },
        [{"event": "fileOpen", "status": "LINK_LOOP"}],
    ),
    Case(
        "open/link-loop.json",
        {
            "openssh-sftp": gets(f"{HOME}/here", "failure"),
            "asyncssh": gets(f"{HOME}/here", "too many levels of symbolic links"),
            **raw.each((3, 4, 5), raw.open_fails(f"{HOME}/here", Status.FAILURE)),
        },
        [{"status": "FAILURE", "outcome": "LINK_LOOP"}],
    ),
    Case(
        "open/windows-names.json",
        {
            "net-sftp": one_after_the_other(
                puts(f"{HOME}/a:b", 10, '20, "invalid filename"'),
                makes_folder(f"{HOME}/what?", '20, "invalid filename"'),
            ),
            "openssh-sftp": one_after_the_other(
                puts(f"{HOME}/a:b", 10, "unknown status"),
                makes_folder(f"{HOME}/what?", "unknown status"),
            ),
            "asyncssh": puts(f"{HOME}/a:b", 10, "SFTPInvalidFilename: not a name"),
            **raw.each(
                (6,),
                raw.open_fails(
                    f"{HOME}/a|b", Status.INVALID_FILENAME, Pflags.WRITE | Pflags.CREAT
                ),
            ),
        },
        [{"rule": "not a name", "event": "fileOpen", "status": "INVALID_FILENAME"}],
        {f"{HOME}/a:b": is_absent},
    ),
    Case(
        "open/no-text-mode.json",
        raw.each(
            (4, 5, 6),
            raw.open_fails(
                f"{HOME}/notes.txt", Status.OP_UNSUPPORTED, Pflags.READ | Pflags.TEXT
            ),
        ),
        [{"rule": "bytes only", "event": "fileOpen", "status": "OP_UNSUPPORTED"}],
    ),
    Case(
        "directory/dir-not-empty.json",
        {
            "net-sftp": removes_folder(f"{HOME}/full", '18, "dir not empty"'),
            **raw.each((6,), raw.rmdir_fails(f"{HOME}/full", Status.DIR_NOT_EMPTY)),
        },
        [{"event": "dirRemove", "status": "DIR_NOT_EMPTY"}],
    ),
    Case(
        "directory/dir-not-empty.json",
        {
            "openssh-sftp": removes_folder(f"{HOME}/full", "remote rmdir", "failure"),
            "go-sftp": removes_folder(f"{HOME}/full", "directory not empty"),
            **raw.each((3, 4, 5), raw.rmdir_fails(f"{HOME}/full", Status.FAILURE)),
        },
        [{"event": "dirRemove", "status": "FAILURE", "outcome": "DIR_NOT_EMPTY"}],
    ),
    Case(
        "directory/end-of-list-early.json",
        {
            "net-sftp": lists(f"{HOME}/in"),
            "lftp": lists(f"{HOME}/in"),
            **raw.each((6,), raw.end_is(f"{HOME}/in", True)),
            **raw.each((3, 5), raw.end_is(f"{HOME}/in", None)),
        },
        [{"rule": "that is all", "event": "dirRead", "status": "OK"}],
        hasty=frozenset({"lftp"}),
    ),
    Case(
        "directory/end-of-list-never.json",
        {
            "net-sftp": lists(f"{HOME}/in"),
            **raw.each((6,), raw.end_is(f"{HOME}/in", False)),
            **raw.each((3, 5), raw.end_is(f"{HOME}/in", None)),
        },
        [{"rule": "more to come", "event": "dirRead", "status": "OK"}],
    ),
    Case(
        "rename/no-overwriting.json",
        {
            "net-sftp": renames(PART, WHOLE, '11, "file already exists"'),
            "openssh-sftp": renames(PART, WHOLE, "remote rename", "failure"),
            "asyncssh": renames(PART, WHOLE, "file already exists"),
            **raw.each(
                (5, 6),
                raw.rename_fails(PART, WHOLE, Rename.OVERWRITE, Status.OP_UNSUPPORTED),
                raw.rename_fails(PART, WHOLE, Rename(0), Status.FILE_ALREADY_EXISTS),
            ),
        },
        [{"event": "fileRename", "path": PART}],
        {PART: is_text(TEXT), WHOLE: is_text("old\n")},
    ),
    Case(
        "extension/announced-but-refused.json",
        {
            "openssh-sftp": renames(PART, WHOLE, "remote rename", "operation unsupported"),
            "sshfs": renames(PART, WHOLE, "operation not supported"),
            **raw.each(
                (3, 6),
                raw.announces("posix-rename@openssh.com", b"1"),
                raw.posix_rename(PART, WHOLE, Status.OP_UNSUPPORTED),
            ),
        },
        [{"extension": "posix-rename@openssh.com", "status": "OP_UNSUPPORTED"}],
        {PART: is_text(TEXT), WHOLE: is_absent},
    ),
    Case(
        "extension/hidden.json",
        {
            **{name: renames(PART, WHOLE) for name in ("openssh-sftp", "asyncssh", "sshfs")},
        },
        [{"event": "fileRename", "request": "RENAME", "status": "OK"}],
        {PART: is_absent, WHOLE: is_text(TEXT)},
    ),
    Case(
        "extension/hidden.json",
        raw.each(
            (3, 6),
            raw.is_silent_about("posix-rename@openssh.com"),
            raw.posix_rename(PART, WHOLE, Status.OK),
        ),
        [{"event": "fileRename", "request": "EXTENDED", "status": "OK"}],
        {PART: is_absent, WHOLE: is_text(TEXT)},
        # They know it all the same, which the scenario does not expect.
        careless=frozenset({"raw-3", "raw-6"}),
    ),
    Case(
        "extension/strangers.json",
        {
            **{
                name: lists(HOME)
                for name in ("openssh-sftp", "psftp", "lftp", "net-sftp", "asyncssh")
            },
            **raw.each(
                (3, 6),
                raw.announces("tea@example.com", b""),
                raw.announces("bytes@example.com", b"\x00\xff\x00"),
                raw.lists(HOME),
            ),
        },
        [{"event": "init", "status": "OK"}],
        hasty=frozenset({"lftp"}),
    ),
    Case(
        "server/line-ends-of-windows.json",
        raw.each(
            (4, 5, 6),
            raw.announces("newline", b"\r\n"),
            raw.reads_text(f"{HOME}/notes.txt", b"one\r\ntwo\r\n"),
        ),
        [{"event": "fileOpen", "status": "OK"}],
    ),
    Case(
        "server/symlink-as-in-the-draft.json",
        {
            "openssh-sftp": symlinks(WHOLE, f"{HOME}/latest", "remote symlink", "failure"),
            "net-sftp": symlinks(WHOLE, f"{HOME}/latest", '11, "file already exists"'),
            "paramiko": symlinks(WHOLE, f"{HOME}/latest", "file already exists"),
            "asyncssh": symlinks(WHOLE, f"{HOME}/latest", "file already exists"),
            "libssh": symlinks(WHOLE, f"{HOME}/latest", "file already exists"),
            **raw.each((3, 4, 5), raw.links_in_draft_order(f"{HOME}/latest", WHOLE)),
        },
        [{"event": "linkCreate", "request": "SYMLINK"}],
    ),
]
