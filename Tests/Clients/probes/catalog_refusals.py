"""Requests that are refused, each with the exact STATUS."""

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Mode, Packet, Pflags, Rename, Status
from harness.wire import string
from probes import Probe, probe

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
BLOCK = bytes(range(256)) * 128
TEXT = b"id,total\n1,10\n"


@probe("attributes/setstat-unsupported.json")
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/upload/new", TEXT)
    handle = s.open(HOME + b"/upload/new", Pflags.WRITE)
    for kind, what in ((Packet.SETSTAT, HOME + b"/upload/new"), (Packet.FSETSTAT, handle)):
        payload = requests.set_stat(what, Attributes(permissions=0o600), 3)
        s.told(kind, payload, Status.OP_UNSUPPORTED, b"setstat is not supported")
    s.close_handle(handle)


@probe("attributes/unknown-principal.json")
def _(p: Probe) -> None:
    text = b"Unknown principal."
    with p.session(5) as s:
        owners = Attributes(owner=b"alice", group=b"staff")
        payload = requests.set_stat(HOME + b"/report.csv", owners, 5)
        names = string(b"alice") + string(b"staff")
        s.told(Packet.SETSTAT, payload, Status.UNKNOWN_PRINCIPAL, text, data=names)
    with p.session(3) as s:
        payload = requests.set_stat(HOME + b"/report.csv", Attributes(uid=1, gid=2), 3)
        s.told(Packet.SETSTAT, payload, Status.UNKNOWN_PRINCIPAL, text)


@probe("directory/dir-not-empty.json")
def _(p: Probe) -> None:
    with p.session(6) as s:
        s.told(Packet.RMDIR, string(HOME + b"/full"), Status.DIR_NOT_EMPTY, b"Directory not empty")
    with p.session(3) as s:
        s.told(Packet.RMDIR, string(HOME + b"/full"), Status.FAILURE, b"Directory not empty")


@probe("extension/announced-but-refused.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.greeting[b"posix-rename@openssh.com"] == b"1"
    paths = string(HOME + b"/report.part") + string(HOME + b"/report.csv")
    payload = requests.extended(b"posix-rename@openssh.com", paths)
    s.told(Packet.EXTENDED, payload, Status.OP_UNSUPPORTED)
    assert s.read(HOME + b"/report.part") == TEXT


@probe("lock/lost.json")
def _(p: Probe) -> None:
    s = p.session(6)
    handle = s.open(HOME + b"/ledger.csv", Pflags.READ | Pflags.WRITE)
    s.told(Packet.BLOCK, requests.block(handle, 0, 0, Mode.BLOCK_WRITE), Status.OK, b"Success.")
    payload = requests.unblock(handle, 0, 0)
    s.told(Packet.UNBLOCK, payload, Status.NO_MATCHING_BYTE_RANGE_LOCK)
    s.close_handle(handle)


@probe("lock/refused.json")
def _(p: Probe) -> None:
    s = p.session(6)
    handle = s.open(HOME + b"/ledger.csv", Pflags.READ | Pflags.WRITE)
    refused, text = Status.BYTE_RANGE_LOCK_REFUSED, b"lock the whole file"
    s.told(Packet.BLOCK, requests.block(handle, 0, 10, Mode.BLOCK_WRITE), refused, text)
    s.told(Packet.BLOCK, requests.block(handle, 5, 0, Mode.BLOCK_WRITE), refused, text)
    s.told(Packet.BLOCK, requests.block(handle, 0, 0, Mode.BLOCK_WRITE), Status.OK)
    s.close_handle(handle)


@probe("open/delete-pending.json")
def _(p: Probe) -> None:
    s = p.session(6)
    assert b"report.csv" in s.names(HOME + b"/old")
    text = b"The file is being deleted."
    s.tries_open(HOME + b"/old/report.csv", Pflags.READ, Status.DELETE_PENDING, text)


@probe("open/fails-twice-then-works.json")
def _(p: Probe) -> None:
    s = p.session()
    for _ in range(2):
        s.tries_open(HOME + b"/report.csv", Pflags.READ, Status.FAILURE, b"try again")
    assert s.read(HOME + b"/report.csv") == TEXT


@probe("open/link-loop.json")
def _(p: Probe) -> None:
    with p.session(6) as s:
        s.tries_open(HOME + b"/here", Pflags.READ, Status.LINK_LOOP)
        s.told(Packet.STAT, requests.stat(HOME + b"/there", 6), Status.LINK_LOOP)
        assert s.read_link(HOME + b"/here") == b"there"
    with p.session(3) as s:
        s.tries_open(HOME + b"/here", Pflags.READ, Status.FAILURE)


@probe("open/lock-conflict.json")
def _(p: Probe) -> None:
    s = p.session(5)
    ledger, text = HOME + b"/shared/ledger.csv", b"locked by another process"
    s.tries_open(ledger, Pflags.WRITE, Status.LOCK_CONFLICT, text)
    assert s.read(ledger) == TEXT


@probe("open/missing-file-lies.json")
def _(p: Probe) -> None:
    s = p.session()
    found = s.stat(HOME + b"/ghost.txt")
    assert (found.size, found.permissions) == (5, 0o100644)
    s.tries_open(HOME + b"/ghost.txt", Pflags.READ, Status.NO_SUCH_FILE)


@probe("open/no-text-mode.json")
def _(p: Probe) -> None:
    s = p.session(4)
    flags = Pflags.READ | Pflags.TEXT
    s.tries_open(HOME + b"/notes.txt", flags, Status.OP_UNSUPPORTED, b"no text mode")
    assert s.read(HOME + b"/notes.txt") == b"one\ntwo\n"


@probe("open/read-write-refused.json")
def _(p: Probe) -> None:
    s = p.session()
    notes = HOME + b"/notes.txt"
    both = Pflags.READ | Pflags.WRITE
    s.tries_open(notes, both, Status.PERMISSION_DENIED, b"Permission denied.")
    for flags in (Pflags.READ, Pflags.WRITE):
        s.close_handle(s.open(notes, flags))


@probe("open/windows-names.json")
def _(p: Probe) -> None:
    s = p.session(6)
    text = b"not a name on this server"
    s.tries_open(HOME + b"/a:b", NEW, Status.INVALID_FILENAME, text)
    payload = requests.set_stat(HOME + b"/what?", Attributes(), 6)
    s.told(Packet.MKDIR, payload, Status.INVALID_FILENAME, text)
    assert s.names(HOME) == set()


@probe("rename/no-overwriting.json")
def _(p: Probe) -> None:
    s = p.session(5)
    part, whole = HOME + b"/report.part", HOME + b"/report.csv"
    for flags in (Rename.OVERWRITE, Rename.ATOMIC):
        s.told(Packet.RENAME, requests.rename(part, whole, 5, flags), Status.OP_UNSUPPORTED)
    s.told(Packet.RENAME, requests.rename(part, whole, 5), Status.FILE_ALREADY_EXISTS)
    assert (s.read(part), s.read(whole)) == (TEXT, b"old\n")


@probe("rename/rename-unsupported.json")
def _(p: Probe) -> None:
    s = p.session()
    part, whole = HOME + b"/report.part", HOME + b"/report.csv"
    text = b"rename is not supported"
    s.told(Packet.RENAME, requests.rename(part, whole, 3), Status.OP_UNSUPPORTED, text)
    payload = requests.extended(b"posix-rename@openssh.com", string(part) + string(whole))
    s.told(Packet.EXTENDED, payload, Status.OP_UNSUPPORTED, text)
    assert s.names(HOME) == {b"report.part"}


@probe("server/read-only.json")
def _(p: Probe) -> None:
    with p.session(4) as s:
        s.tries_open(HOME + b"/new", NEW, Status.WRITE_PROTECT)
    with p.session(3) as s:
        denied = Status.PERMISSION_DENIED
        s.tries_open(HOME + b"/new", NEW, denied)
        report = HOME + b"/report.csv"
        s.told(Packet.REMOVE, string(report), denied)
        s.told(Packet.MKDIR, requests.set_stat(HOME + b"/d", Attributes(), 3), denied)
        s.told(Packet.RENAME, requests.rename(report, HOME + b"/r", 3), denied)
        s.told(Packet.SETSTAT, requests.set_stat(report, Attributes(permissions=0), 3), denied)
        assert s.read(report) == TEXT


@probe("version/codes-of-the-version.json")
def _(p: Probe) -> None:
    for version, code in ((3, Status.FAILURE), (4, Status.FAILURE), (5, 17), (6, 17)):
        with p.session(version) as s:
            text = b"The file is locked by another process."
            s.tries_open(HOME + b"/shared/ledger.csv", Pflags.READ, code, text)


@probe("write/close-fails-late.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/upload/new", NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, TEXT), Status.OK)
    s.told(Packet.CLOSE, string(handle), Status.FAILURE, b"write error")
    s.told(Packet.CLOSE, string(handle), Status.FAILURE)
    assert s.stat(HOME + b"/upload/new").size == len(TEXT)


@probe("write/disk-of-a-megabyte.json", "write/quota-of-a-megabyte.json")
def _(p: Probe) -> None:
    quota = "quota" in p.file
    code = Status.QUOTA_EXCEEDED if quota else Status.NO_SPACE_ON_FILESYSTEM
    s = p.session(5)
    handle = s.open(HOME + b"/new.bin", NEW)
    at = 0
    while (answer := s.request(Packet.WRITE, requests.write(handle, at, BLOCK))).ok:
        at += len(BLOCK)
    assert answer.code == code
    assert at == ((1 << 19) if quota else (1 << 20))
    s.told(Packet.WRITE, requests.write(handle, at, b"x"), code)
    s.close_handle(handle)
    if quota:
        s.remove(HOME + b"/old.bin")
        s.write(HOME + b"/more.bin", BLOCK)


@probe("write/quota-of-a-folder.json")
def _(p: Probe) -> None:
    for version, code in ((3, Status.FAILURE), (5, Status.QUOTA_EXCEEDED)):
        s = p.session(version)
        s.make_directory(HOME + b"/in/sub")
        handle = s.open(HOME + b"/in/sub/new.bin", NEW)
        s.told(Packet.WRITE, requests.write(handle, 0, BLOCK), Status.OK)
        s.told(Packet.WRITE, requests.write(handle, len(BLOCK), b"x"), code)
        s.close_handle(handle)
        s.make_directory(HOME + b"/in/last")
        # Four names are there: neither a directory nor a file more.
        payload = requests.set_stat(HOME + b"/in/more", Attributes(), version)
        s.told(Packet.MKDIR, payload, code)
        payload = requests.open_file(HOME + b"/in/more.bin", NEW, version)
        s.told(Packet.OPEN, payload, code)
        s.write(HOME + b"/out/more.bin", BLOCK * 4)
        s.remove(HOME + b"/in/sub/new.bin")
        s.remove_directory(HOME + b"/in/sub")
        s.remove_directory(HOME + b"/in/last")


@probe("write/permission-denied-after-success.json")
def _(p: Probe) -> None:
    s = p.session()
    denied, text = Status.PERMISSION_DENIED, b"Permission denied."
    payload = requests.set_stat(HOME + b"/new", Attributes(), 3)
    s.told(Packet.MKDIR, payload, denied, text)
    s.told(Packet.RENAME, requests.rename(HOME + b"/old.txt", HOME + b"/a.txt", 3), denied, text)
    assert s.names(HOME) == {b"new", b"a.txt"}
    s.told(Packet.REMOVE, string(HOME + b"/a.txt"), denied, text)
    assert s.names(HOME) == {b"new"}


@probe("write/quota-exceeded-mid-upload.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/upload/new", NEW)
    last = (1 << 20) - len(BLOCK)
    s.told(Packet.WRITE, requests.write(handle, last, BLOCK), Status.OK)
    beyond = requests.write(handle, last + 1, BLOCK)
    s.told(Packet.WRITE, beyond, Status.QUOTA_EXCEEDED, b"quota exceeded")
    s.close_handle(handle)
    s.remove(HOME + b"/upload/new")
    handle = s.open(HOME + b"/upload/new", NEW)
    s.told(Packet.WRITE, requests.write(handle, last + 1, BLOCK), Status.OK)
    s.close_handle(handle)


@probe("write/range-locked.json")
def _(p: Probe) -> None:
    s = p.session(6)
    handle = s.open(HOME + b"/new", NEW)
    s.told(Packet.WRITE, requests.write(handle, 65536 - len(BLOCK), BLOCK), Status.OK)
    code, text = Status.BYTE_RANGE_LOCK_CONFLICT, b"locked from 65536 on"
    s.told(Packet.WRITE, requests.write(handle, 65536, b"x"), code, text)
    s.close_handle(handle)
