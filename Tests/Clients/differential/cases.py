"""Requests to be asked of two servers: every request on every kind of path and handle."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from itertools import product

from differential.outcomes import SILENCE, Outcome
from differential.peers import Peer
from harness import requests
from harness.channel import SECONDS
from harness.attributes import Attributes, Time
from harness.protocol import Access, Control, Disposition, Mode, Packet, Pflags, Rename, Status
from harness.replies import Reply
from harness.wire import string, u32

# How long a server that may be silent is waited for.
PATIENCE_SECONDS = 0.3


@dataclass(frozen=True)
class Place:
    """One server and the tree in it that a case works on."""

    peer: Peer
    root: bytes

    @property
    def version(self) -> int:
        """The version that is spoken."""
        return self.peer.session.version

    def path(self, name: bytes) -> bytes:
        """The path of something in the tree."""
        return self.root + b"/" + name

    def ask(self, kind: int, payload: bytes) -> Reply:
        """Send a request and wait for the answer."""
        return self.peer.session.request(kind, payload)

    def ask_the_silent(self, kind: int, payload: bytes) -> Outcome:
        """Send a request that may get no answer at all, which a second request confirms."""
        session = self.peer.session
        first = session.post(kind, payload)
        session.channel.settimeout(PATIENCE_SECONDS)
        try:
            return self.outcome(session.receive())
        except TimeoutError:
            pass
        finally:
            session.channel.settimeout(SECONDS)
        second = session.post(Packet.REALPATH, string(b"."))
        reply = session.receive()
        if reply.identifier == second:
            return SILENCE
        # It was only late.
        assert (reply.identifier, session.receive().identifier) == (first, second)
        return self.outcome(reply)

    def outcome(self, reply: Reply) -> Outcome:
        """What an answer amounts to, paths told from the tree."""
        return Outcome.of(reply, self.peer.base + b"/" + self.root)

    def close(self, handle: bytes) -> Reply:
        """Close a handle."""
        return self.ask(Packet.CLOSE, string(handle))


Act = Callable[[Place], Outcome]


@dataclass(frozen=True)
class Case:
    """One request; `situation` is told by the paths if it is empty."""

    request: str
    act: Act
    paths: tuple[bytes, ...] = ()
    situation: str = ""

    @property
    def changes_nothing(self) -> bool:
        """Whether a request of this kind leaves every tree as it is."""
        return self.request.split()[0] in READERS


READERS = {
    "STAT", "LSTAT", "FSTAT", "READLINK", "OPENDIR", "REALPATH", "READ", "READDIR", "CLOSE",
    "BLOCK", "UNBLOCK", "EXTENDED",
}

PATHS = (
    b"file", b"empty", b"full", b"full/inner", b"link", b"folder-link", b"folder-link/inner",
    b"dangling", b"loop", b"absent", b"absent/below", b"file/below", b"file/", b"empty/",
    b"dangling/", b"absent/", b"folder-link/", b"empty/.", b"full/..", b"n" * 300, b"a\0b",
)
OLD_PATHS = (b"file", b"empty", b"full", b"link", b"folder-link", b"dangling", b"absent", b"file/")
NEW_PATHS = (
    b"file", b"other", b"empty", b"full", b"full/moved", b"link", b"folder-link", b"dangling",
    b"absent", b"absent/below", b"file/below", b"absent/",
)


def asks(request: str, kind: Packet, path: bytes, payload: Callable[[Place], bytes]) -> Case:
    """A case of one request on one path."""
    return Case(request, lambda at: at.outcome(at.ask(kind, payload(at))), (path,))


def on_path(path: bytes, version: int) -> Iterator[Case]:
    """All requests that take one path, but for OPEN and SETSTAT."""
    for kind in (Packet.STAT, Packet.LSTAT):
        yield asks(kind.name, kind, path, lambda at: requests.stat(at.path(path), version))
    for kind in (Packet.READLINK, Packet.REMOVE, Packet.RMDIR):
        yield asks(kind.name, kind, path, lambda at: string(at.path(path)))
    yield Case("OPENDIR and READDIR", lambda at: listed(at, path), (path,))
    yield asks("MKDIR", Packet.MKDIR, path, lambda at: requests.set_stat(
        at.path(path), requests.NO_ATTRIBUTES, version))
    yield asks("MKDIR with permissions", Packet.MKDIR, path, lambda at: requests.set_stat(
        at.path(path), Attributes(permissions=0o750), version))
    yield asks("REALPATH", Packet.REALPATH, path, lambda at: requests.real_path(at.path(path)))
    for control in Control if version >= 6 else ():
        yield asks(f"REALPATH {control.name}", Packet.REALPATH, path, lambda at, c=control:
                   requests.real_path(at.path(path), c))


def listed(at: Place, path: bytes) -> Outcome:
    """OPENDIR, READDIR to the end and CLOSE."""
    reply = at.ask(Packet.OPENDIR, string(at.path(path)))
    if reply.kind != Packet.HANDLE:
        return at.outcome(reply)
    names: list = []
    while (more := at.ask(Packet.READDIR, string(reply.handle))).kind == Packet.NAME:
        names += more.names
    at.close(reply.handle)
    if more.code != Status.EOF:
        return at.outcome(more)
    found = sorted(entry.name.decode() for entry in names if entry.name not in (b".", b".."))
    return Outcome("names", "names", " ".join(found))


PFLAGS = (
    Pflags.READ, Pflags.WRITE, Pflags.READ | Pflags.WRITE, Pflags.READ | Pflags.CREAT,
    Pflags.WRITE | Pflags.CREAT, Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC,
    Pflags.WRITE | Pflags.CREAT | Pflags.EXCL, Pflags.WRITE | Pflags.APPEND,
    Pflags.WRITE | Pflags.TRUNC, Pflags.WRITE | Pflags.EXCL, Pflags.READ | Pflags.TRUNC, Pflags(0),
)
READ, WRITE = Access.READ_DATA | Access.READ_ATTRIBUTES, Access.WRITE_DATA | Access.WRITE_ATTRIBUTES
ACCESSES = {"READ": READ, "WRITE": WRITE, "READ+WRITE": READ | WRITE}


def opens(path: bytes, version: int) -> Iterator[Case]:
    """All kinds of OPEN; what was opened is closed at once."""
    if version < 5:
        for pflags in PFLAGS:
            name = flag_names(pflags) or "without pflags"
            yield Case(f"OPEN {name}", lambda at, f=pflags: opened(
                at, requests.open_with_pflags(at.path(path), f, version)), (path,))
        return
    for (name, access), disposition in product(ACCESSES.items(), Disposition):
        yield Case(f"OPEN {name} {disposition.name}", lambda at, a=access, d=disposition: opened(
            at, requests.open_with_access(at.path(path), a, d, version)), (path,))


def flag_names(flags: IntFlag) -> str:
    """The names of the bits that are set, fit for a table."""
    return (flags.name or "").replace("|", "+")


def opened(at: Place, payload: bytes) -> Outcome:
    """OPEN, and CLOSE of what that gave."""
    reply = at.ask(Packet.OPEN, payload)
    if reply.kind == Packet.HANDLE:
        at.close(reply.handle)
    return at.outcome(reply)


# Desired access and flags beyond what every path is opened with.
SPECIAL_OPENS = {
    "READ NOFOLLOW": (READ, Disposition.OPEN_EXISTING | Mode.NOFOLLOW),
    "WRITE DELETE_ON_CLOSE": (WRITE, Disposition.OPEN_EXISTING | Mode.DELETE_ON_CLOSE),
    "WRITE APPEND_DATA": (WRITE | Access.APPEND_DATA, Disposition.OPEN_EXISTING | Mode.APPEND_DATA),
    "READ TEXT_MODE": (READ, Disposition.OPEN_EXISTING | Mode.TEXT_MODE),
    "WRITE BLOCK_WRITE": (WRITE, Disposition.OPEN_EXISTING | Mode.BLOCK_WRITE),
    "READ BLOCK_ADVISORY": (READ, Disposition.OPEN_EXISTING | Mode(0x2C0)),
    "no access": (0, Disposition.OPEN_EXISTING),
    "READ disposition 5": (READ, 5),
    "READ flag 0x10000": (READ, Disposition.OPEN_EXISTING | 0x10000),
    "READ BACKUP_STREAM": (READ, Disposition.OPEN_EXISTING | Mode.BACKUP_STREAM),
}


def special_opens(version: int) -> Iterator[Case]:
    """OPEN with the rarer flags of versions 5 up."""
    for path, (name, (access, flags)) in product((b"file", b"link"), SPECIAL_OPENS.items()):
        yield Case(f"OPEN {name}", lambda at, p=path, a=access, f=flags: opened(
            at, requests.open_with_access(at.path(p), a, f, version)), (path,))


CHANGES = {
    "nothing": Attributes(),
    "a smaller size": Attributes(size=3),
    "a larger size": Attributes(size=100_000),
    "permissions": Attributes(permissions=0o750),
    "permissions with type bits": Attributes(permissions=0o100750),
    "times": Attributes(access_time=Time(1_000_000_000), modify_time=Time(1_000_000_001)),
    "a size and permissions": Attributes(size=5, permissions=0o700),
}
OLD_CHANGES = {"its uid and gid": Attributes(uid=0, gid=0)}
NEW_CHANGES = {
    "a modification time only": Attributes(modify_time=Time(1_000_000_001)),
    "a time before 1970": Attributes(modify_time=Time(-5)),
    "nanoseconds": Attributes(modify_time=Time(1_000_000_001, 500_000_000)),
    "too many nanoseconds": Attributes(modify_time=Time(1_000_000_001, 1_000_000_000)),
    "an unknown owner": Attributes(owner=b"no-such-user", group=b"no-such-group"),
    "no owner and group": Attributes(owner=b"", group=b""),
    "an extended attribute": Attributes(extended=((b"x@example.com", b"1"),)),
}
NEWEST_CHANGES = {
    "an allocation size below the size": Attributes(size=10, allocation_size=5),
    "a text hint": Attributes(text_hint=0),
    "a link count": Attributes(link_count=2),
    "bits that are not valid": Attributes(bits=1, bits_valid=0),
}


def changes(version: int) -> Iterator[Case]:
    """SETSTAT of everything on a file, and of some things on every path."""
    on_file = CHANGES | (OLD_CHANGES if version == 3 else NEW_CHANGES)
    if version >= 6:
        on_file |= NEWEST_CHANGES
    for (name, value), path in product(on_file.items(), (b"file",)):
        yield changing(name, value, path)
    for name, path in product(("permissions", "a smaller size", "nothing"), PATHS):
        if path != b"file":
            yield changing(name, CHANGES[name], path)


def changing(name: str, value: Attributes, path: bytes) -> Case:
    """SETSTAT."""
    return asks(f"SETSTAT of {name}", Packet.SETSTAT, path, lambda at:
                requests.set_stat(at.path(path), value, at.version))


def renames(version: int) -> Iterator[Case]:
    """RENAME of everything to everywhere, with all flags."""
    for old, new in product(OLD_PATHS, NEW_PATHS):
        yield renaming(old, new, 0, version)
    for flags in (1, 2, 3, 4, 7, 8) if version >= 5 else ():
        for old, new in product((b"file", b"empty", b"link"), (b"other", b"full", b"absent")):
            yield renaming(old, new, flags, version)


def renaming(old: bytes, new: bytes, flags: int, version: int) -> Case:
    """RENAME."""
    name = flag_names(Rename(flags)) if flags < 8 else f"flags {flags}"

    def act(at: Place) -> Outcome:
        payload = requests.rename(at.path(old), at.path(new), version, flags)
        return at.outcome(at.ask(Packet.RENAME, payload))

    return Case(f"RENAME {name}".rstrip(), act, (old, new))


def links(version: int) -> Iterator[Case]:
    """SYMLINK or LINK, symbolic and hard."""
    for new in (b"absent", b"file", b"empty", b"link", b"dangling", b"absent/below", b"file/below"):
        yield Case("symbolic link", lambda at, n=new: at.outcome(symlinked(at, b"any", n)), (new,))
    yield Case(
        "symbolic link without a target", lambda at: at.outcome(symlinked(at, b"", b"absent")),
        (b"absent",))
    for existing in (b"file", b"empty", b"link", b"absent") if version >= 6 else ():
        for new in (b"new", b"other"):
            yield Case("hard link", lambda at, e=existing, n=new: at.outcome(at.ask(
                Packet.LINK, requests.link(at.path(n), at.path(e), False))), (existing, new))


def symlinked(at: Place, target: bytes, new: bytes) -> Reply:
    """A symbolic link, with the packet of the version and the server's order of the paths."""
    if at.version >= 6:
        return at.ask(Packet.LINK, requests.link(at.path(new), target, True))
    order = at.peer.kind.target_first
    return at.ask(Packet.SYMLINK, requests.symlink(target, at.path(new), order))


def unknown(version: int) -> Iterator[Case]:
    """Packet types that the version does not have, and an unknown extension."""
    absent = {0, 99, 202, Packet.STATUS}
    absent |= {Packet.SYMLINK} if version >= 6 else {Packet.LINK, Packet.BLOCK, Packet.UNBLOCK}
    for kind in sorted(absent):
        yield Case(f"type {int(kind)}", lambda at, k=kind: at.ask_the_silent(
            k, string(at.path(b"new")) + string(b"target") + u32(0) * 4), situation="any")
    yield Case("EXTENDED", lambda at: at.outcome(at.ask(
        Packet.EXTENDED, requests.extended(b"no-such@example.com"))), situation="unknown name")
