"""The bare session as a client of test_scenarios.py: it speaks the versions few clients speak."""

from collections.abc import Callable
from pathlib import Path

from drivers.base import Client
from harness import requests
from harness.attributes import Attributes
from harness.protocol import Packet, Pflags, Rename, Status, status_name
from harness.rawsftp import RawSession
from harness.replies import Reply
from harness.wire import string
from scenario_acts import Act

# One thing done in a session; it checks the answer itself.
Step = Callable[[RawSession], None]

PREFIX = "raw-"


def speaks(version: int, *steps: Step) -> Act:
    """Ask for this version and do these steps in one session."""

    def act(client: Client, folder: Path) -> None:
        with RawSession(client.server, version) as session:
            for step in steps:
                step(session)

    return act


def each(versions: tuple[int, ...], *steps: Step) -> dict[str, Act]:
    """One client for each of these versions, all with the same steps."""
    return {f"{PREFIX}{version}": speaks(version, *steps) for version in versions}


def told(reply: Reply, code: Status, *, data: bytes = b"") -> None:
    """Check that the answer is this status, with this data behind it."""
    assert (reply.kind, status_name(reply.code)) == (Packet.STATUS, code.name), reply.describe()
    assert reply.data == data, reply.data


def greets(version: int) -> Step:
    """VERSION said so."""

    def step(session: RawSession) -> None:
        assert session.greeting.version == version

    return step


def lists(path: str) -> Step:
    """A listing works."""
    return lambda session: session.entries(path.encode()) and None


def open_fails(path: str, code: Status, pflags: int = Pflags.READ) -> Step:
    """OPEN is answered so."""

    def step(session: RawSession) -> None:
        payload = requests.open_file(path.encode(), pflags, session.version)
        told(session.request(Packet.OPEN, payload), code)

    return step


def rmdir_fails(path: str, code: Status) -> Step:
    """RMDIR is answered so."""
    return lambda session: told(session.request(Packet.RMDIR, string(path.encode())), code)


def rename_fails(old: str, new: str, flags: Rename, code: Status) -> Step:
    """RENAME is answered so."""

    def step(session: RawSession) -> None:
        payload = requests.rename(old.encode(), new.encode(), session.version, flags)
        told(session.request(Packet.RENAME, payload), code)

    return step


def write_fails(path: str, size: int, code: Status) -> Step:
    """Some WRITE of an upload of this size is answered so, and CLOSE works."""

    def step(session: RawSession) -> None:
        flags = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
        handle = session.open(path.encode(), flags)
        writes = (requests.write(handle, at, bytes(32768)) for at in range(0, size, 32768))
        replies = [reply for _, reply in session.pipelined(Packet.WRITE, writes)]
        failed = [reply for reply in replies if not reply.ok]
        assert failed, "every WRITE worked"
        for reply in failed:
            told(reply, code)
        session.close_handle(handle)

    return step


def chown_fails(path: str, code: Status, *names: str) -> Step:
    """Giving the file away is answered so, with these names as unknown (version 5 up)."""

    def step(session: RawSession) -> None:
        owners = Attributes(owner=b"alice", group=b"staff")
        if session.version == 3:
            owners = Attributes(uid=4711, gid=4712)
        payload = requests.set_stat(path.encode(), owners, session.version)
        data = b"".join(string(name.encode()) for name in names) if session.version >= 5 else b""
        told(session.request(Packet.SETSTAT, payload), code, data=data)

    return step


def owner_is(path: str, owner: str, group: str) -> Step:
    """The names of the owners, and none for version 3."""

    def step(session: RawSession) -> None:
        found = session.lstat(path.encode())
        assert (found.owner, found.group) == (owner.encode(), group.encode())

    return step


def owner_number_is(path: str, uid: int, gid: int) -> Step:
    """The numbers of the owners, which version 3 has."""

    def step(session: RawSession) -> None:
        found = session.lstat(path.encode())
        assert (found.uid, found.gid) == (uid, gid)

    return step


def lists_nothing_of(path: str, kind: int) -> Step:
    """Every entry has this type and no mode."""

    def step(session: RawSession) -> None:
        for entry in session.entries(path.encode()):
            assert (entry.attributes.kind, entry.attributes.permissions) == (kind, None)

    return step


def end_is(path: str, said: bool | None) -> Step:
    """What the names of a listing say about being the last."""

    def step(session: RawSession) -> None:
        handle = session.open_directory(path.encode())
        reply = session.request(Packet.READDIR, string(handle))
        assert (reply.kind, reply.end) == (Packet.NAME, said)
        while reply.kind == Packet.NAME:
            reply = session.request(Packet.READDIR, string(handle))
        told(reply, Status.EOF)
        session.close_handle(handle)

    return step


def reads_text(path: str, text: bytes) -> Step:
    """What text mode makes of a file: READ goes on where the last one ended."""

    def step(session: RawSession) -> None:
        handle = session.open(path.encode(), Pflags.READ | Pflags.TEXT)
        found, reply = b"", None
        while reply is None or reply.kind == Packet.DATA:
            reply = session.request(Packet.READ, requests.read(handle, 0, 32768))
            found += reply.data if reply.kind == Packet.DATA else b""
        told(reply, Status.EOF)
        session.close_handle(handle)
        assert found == text

    return step


def locks(path: str, offset: int, length: int, mask: int, code: Status) -> Step:
    """BLOCK of a range is answered so; what was granted is given back if `code` is OK."""

    def step(session: RawSession) -> None:
        handle = session.open(path.encode(), Pflags.READ | Pflags.WRITE)
        told(session.lock(handle, offset, length, mask), code)
        session.close_handle(handle)

    return step


def loses_lock(path: str, mask: int) -> Step:
    """BLOCK works, UNBLOCK finds nothing."""

    def step(session: RawSession) -> None:
        handle = session.open(path.encode(), Pflags.READ | Pflags.WRITE)
        told(session.lock(handle, 0, 0, mask), Status.OK)
        told(session.unlock(handle, 0, 0), Status.NO_MATCHING_BYTE_RANGE_LOCK)
        session.close_handle(handle)

    return step


def announces(name: str, data: bytes) -> Step:
    """VERSION has this extension with this data."""

    def step(session: RawSession) -> None:
        assert session.greeting[name.encode()] == data

    return step


def is_silent_about(name: str) -> Step:
    """VERSION does not have this extension."""

    def step(session: RawSession) -> None:
        assert name.encode() not in session.greeting

    return step


def posix_rename(old: str, new: str, code: Status) -> Step:
    """posix-rename@openssh.com is answered so."""

    def step(session: RawSession) -> None:
        payload = requests.extended(
            b"posix-rename@openssh.com", string(old.encode()) + string(new.encode())
        )
        told(session.request(Packet.EXTENDED, payload), code)

    return step


def links_in_draft_order(link: str, target: str) -> Step:
    """SYMLINK with the link first makes that link."""

    def step(session: RawSession) -> None:
        payload = requests.symlink(target.encode(), link.encode(), target_first=False)
        told(session.request(Packet.SYMLINK, payload), Status.OK)
        assert session.read_link(link.encode()) == target.encode()

    return step
