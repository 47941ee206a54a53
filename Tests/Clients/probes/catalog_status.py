"""Every status code on the request it is natural for, byte by byte, at versions 3 and 6."""

from collections.abc import Callable

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Mode, Packet, Pflags, Status
from harness.wire import string
from probes import Probe, probe
from probes.connections import ProbeSession

HOME = b"/home/demo"
REPORT = HOME + b"/report.csv"
BIG = HOME + b"/big.bin"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
BLOCK = bytes(32768)

# Asks for what the scenario is about, and checks the answer and what else is true.
Ask = Callable[[ProbeSession, Status], None]


def told(kind: Packet, payload: Callable[[ProbeSession], bytes]) -> Ask:
    """One request that gets the code."""
    return lambda s, code: s.told(kind, payload(s), code, TEXTS[code]) and None


def opens(path: bytes, pflags: int) -> Ask:
    """OPEN gets the code."""
    return lambda s, code: s.tries_open(path, pflags, code, TEXTS[code]) and None


def made(name: bytes) -> Ask:
    """MKDIR gets the code, and makes nothing."""

    def ask(s: ProbeSession, code: Status) -> None:
        payload = requests.set_stat(HOME + b"/" + name, Attributes(), s.version)
        s.told(Packet.MKDIR, payload, code, TEXTS[code])
        assert not s.exists(HOME + b"/" + name)

    return ask


def removed(s: ProbeSession, code: Status) -> None:
    """REMOVE gets the code, and the file stays."""
    s.told(Packet.REMOVE, string(REPORT), code, TEXTS[code])
    assert s.exists(REPORT)


def read(path: bytes, offset: int, length: int, works: int = 0) -> Ask:
    """READ gets the code; one of the first so many bytes works."""

    def ask(s: ProbeSession, code: Status) -> None:
        handle = s.open(path, Pflags.READ)
        if works:
            s.expect(Packet.DATA, Packet.READ, requests.read(handle, 0, works))
        s.told(Packet.READ, requests.read(handle, offset, length), code, TEXTS[code])
        s.close_handle(handle)

    return ask


def written(offset: int, data: bytes, works: bytes = b"") -> Ask:
    """WRITE gets the code and stores nothing; these bytes at the start can be written."""

    def ask(s: ProbeSession, code: Status) -> None:
        handle = s.open(HOME + b"/upload/new", NEW)
        if works:
            s.expect(Packet.STATUS, Packet.WRITE, requests.write(handle, 0, works))
        s.told(Packet.WRITE, requests.write(handle, offset, data), code, TEXTS[code])
        s.close_handle(handle)
        assert s.stat(HOME + b"/upload/new").size == len(works)

    return ask


def changed(path: bytes, new: Attributes, old: Attributes) -> Ask:
    """SETSTAT gets the code; `old` is for version 3."""

    def ask(s: ProbeSession, code: Status) -> None:
        given = old if s.version == 3 else new
        payload = requests.set_stat(path, given, s.version)
        s.told(Packet.SETSTAT, payload, code, TEXTS[code])

    return ask


def given_away(s: ProbeSession, code: Status) -> None:
    """Changing owners gets the code; the mode can be changed."""
    owners = Attributes(owner=b"demo", group=b"demo"), Attributes(uid=1, gid=2)
    changed(REPORT, *owners)(s, code)
    s.set_mode(REPORT, 0o600)


def linked(s: ProbeSession, code: Status) -> None:
    """SYMLINK, or LINK in version 6, gets the code and makes nothing."""
    link = HOME + b"/latest"
    payload = requests.symlink(REPORT, link)
    kind = Packet.SYMLINK
    if s.version == 6:
        kind, payload = Packet.LINK, requests.link(link, REPORT, True)
    s.told(kind, payload, code, TEXTS[code])
    assert not s.exists(link)


def closed(s: ProbeSession, code: Status) -> None:
    """CLOSE gets the code, although the handle is closed by it."""
    handle = s.open(HOME + b"/upload/new", NEW)
    s.told(Packet.CLOSE, string(handle), code, TEXTS[code])
    natural = Status.INVALID_HANDLE if s.version == 6 else Status.FAILURE
    s.told(Packet.CLOSE, string(handle), natural)


def followed(s: ProbeSession, code: Status) -> None:
    """What follows the link gets the code; what looks at the link itself does not."""
    link = HOME + b"/latest"
    s.tries_open(link, Pflags.READ, code, TEXTS[code])
    s.told(Packet.STAT, requests.stat(link, s.version), code, TEXTS[code])
    assert s.lstat(link).size == len(b"report.csv")


def locked(s: ProbeSession, code: Status) -> None:
    """BLOCK gets the code."""
    handle = s.open(REPORT, Pflags.READ | Pflags.WRITE)
    payload = requests.block(handle, 0, 0, Mode.BLOCK_WRITE)
    s.told(Packet.BLOCK, payload, code, TEXTS[code])
    s.close_handle(handle)


def unlocked(s: ProbeSession, code: Status) -> None:
    """UNBLOCK gets the code, although the lock is given back by it."""
    handle = s.open(REPORT, Pflags.READ | Pflags.WRITE)
    for _ in range(2):
        lock = requests.block(handle, 0, 0, Mode.BLOCK_WRITE)
        s.told(Packet.BLOCK, lock, Status.OK)
        s.told(Packet.UNBLOCK, requests.unblock(handle, 0, 0), code, TEXTS[code])
    s.close_handle(handle)


TEXTS = {
    Status.OK: b"Success.",
    Status.EOF: b"End of file.",
    Status.NO_SUCH_FILE: b"No such file or directory.",
    Status.PERMISSION_DENIED: b"Permission denied.",
    Status.FAILURE: b"Failure.",
    Status.BAD_MESSAGE: b"Bad message.",
    Status.NO_CONNECTION: b"No connection.",
    Status.CONNECTION_LOST: b"Connection lost.",
    Status.OP_UNSUPPORTED: b"Operation unsupported.",
    Status.INVALID_HANDLE: b"Invalid handle.",
    Status.NO_SUCH_PATH: b"No such path.",
    Status.FILE_ALREADY_EXISTS: b"File already exists.",
    Status.WRITE_PROTECT: b"Write-protected medium.",
    Status.NO_MEDIA: b"No medium in the drive.",
    Status.NO_SPACE_ON_FILESYSTEM: b"No space left on the file system.",
    Status.QUOTA_EXCEEDED: b"Quota exceeded.",
    Status.UNKNOWN_PRINCIPAL: b"Unknown principal.",
    Status.LOCK_CONFLICT: b"The file is locked by another process.",
    Status.DIR_NOT_EMPTY: b"Directory not empty.",
    Status.NOT_A_DIRECTORY: b"Not a directory.",
    Status.INVALID_FILENAME: b"Invalid file name.",
    Status.LINK_LOOP: b"Too many symbolic links.",
    Status.CANNOT_DELETE: b"The file cannot be deleted.",
    Status.INVALID_PARAMETER: b"Invalid parameter.",
    Status.FILE_IS_A_DIRECTORY: b"The file is a directory.",
    Status.BYTE_RANGE_LOCK_CONFLICT: b"The byte range is locked.",
    Status.BYTE_RANGE_LOCK_REFUSED: b"The byte-range lock was refused.",
    Status.DELETE_PENDING: b"The file is being deleted.",
    Status.FILE_CORRUPT: b"The file is corrupt.",
    Status.OWNER_INVALID: b"Invalid owner.",
    Status.GROUP_INVALID: b"Invalid group.",
    Status.NO_MATCHING_BYTE_RANGE_LOCK: b"No such byte-range lock.",
}

PART_TO_WHOLE = HOME + b"/report.part", REPORT

ASKS: dict[Status, Ask] = {
    Status.OK: removed,
    Status.EOF: read(REPORT, 0, 100),
    Status.NO_SUCH_FILE: opens(REPORT, Pflags.READ),
    Status.PERMISSION_DENIED: opens(HOME + b"/upload/new", NEW),
    Status.FAILURE: made(b"new"),
    Status.BAD_MESSAGE: changed(
        HOME + b"/upload", Attributes(permissions=0o700), Attributes(permissions=0o700)
    ),
    Status.NO_CONNECTION: opens(REPORT, Pflags.READ),
    Status.CONNECTION_LOST: written(0, b"x"),
    Status.OP_UNSUPPORTED: linked,
    Status.INVALID_HANDLE: closed,
    Status.NO_SUCH_PATH: made(b"new"),
    Status.FILE_ALREADY_EXISTS: told(
        Packet.RENAME, lambda s: requests.rename(*PART_TO_WHOLE, s.version)
    ),
    Status.WRITE_PROTECT: opens(HOME + b"/upload/new", NEW),
    Status.NO_MEDIA: told(Packet.OPENDIR, lambda s: string(HOME + b"/disc")),
    Status.NO_SPACE_ON_FILESYSTEM: written(65535, b"xy", works=BLOCK),
    Status.QUOTA_EXCEEDED: written(0, b"x"),
    Status.UNKNOWN_PRINCIPAL: given_away,
    Status.LOCK_CONFLICT: opens(REPORT, Pflags.READ),
    Status.DIR_NOT_EMPTY: told(Packet.RMDIR, lambda s: string(HOME + b"/old")),
    Status.NOT_A_DIRECTORY: told(Packet.OPENDIR, lambda s: string(HOME + b"/in")),
    Status.INVALID_FILENAME: made(b"new"),
    Status.LINK_LOOP: followed,
    Status.CANNOT_DELETE: removed,
    Status.INVALID_PARAMETER: read(BIG, 0, 16385, works=16384),
    Status.FILE_IS_A_DIRECTORY: opens(REPORT, Pflags.READ),
    Status.BYTE_RANGE_LOCK_CONFLICT: read(REPORT, 0, 1),
    Status.BYTE_RANGE_LOCK_REFUSED: locked,
    Status.DELETE_PENDING: opens(REPORT, Pflags.READ),
    Status.FILE_CORRUPT: read(BIG, 65536, 1, works=32768),
    Status.OWNER_INVALID: given_away,
    Status.GROUP_INVALID: given_away,
    Status.NO_MATCHING_BYTE_RANGE_LOCK: unlocked,
}


def register(code: Status) -> None:
    """The probe of one code's scenario."""
    name = code.name.lower().replace("_", "-")
    locks = code in (Status.BYTE_RANGE_LOCK_REFUSED, Status.NO_MATCHING_BYTE_RANGE_LOCK)

    @probe(f"status/{code:02}-{name}.json")
    def _(p: Probe) -> None:
        for version in (6,) if locks else (3, 6):
            with p.session(version) as s:
                ASKS[code](s, code)


for each in Status:
    register(each)
