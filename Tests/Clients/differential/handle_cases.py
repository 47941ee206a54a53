"""Requests on handles: READ, WRITE, FSTAT, FSETSTAT, READDIR, CLOSE and locks."""

from collections.abc import Callable, Iterator
from itertools import product

from differential.cases import CHANGES, Case, Place
from differential.outcomes import Outcome
from harness import requests
from harness.attributes import Attributes
from harness.protocol import Mode, Packet, Pflags
from harness.wire import string

PFLAGS = {
    "opened to read": Pflags.READ,
    "opened to write": Pflags.WRITE,
    "opened to read and write": Pflags.READ | Pflags.WRITE,
    "opened to append": Pflags.WRITE | Pflags.APPEND,
}
OTHERS = ("of a folder", "that was closed", "that was never given", "without bytes")
HANDLES = (*PFLAGS, *OTHERS)
READS = {
    "all": (0, 100), "the middle": (3, 4), "nothing": (0, 0), "at the end": (10, 10),
    "behind the end": (1000, 10), "at 2^63": (1 << 63, 10), "at 2^64-1": ((1 << 64) - 1, 10),
}
WRITES = {
    "the middle": (3, b"xyz"), "nothing": (3, b""), "behind the end": (15, b"far"),
    "at 2^63": (1 << 63, b"x"), "at 2^64-1": ((1 << 64) - 1, b"xx"),
}


def take(at: Place, which: str, path: bytes = b"file") -> bytes:
    """A handle of this kind."""
    if which in PFLAGS:
        payload = requests.open_file(at.path(path), PFLAGS[which], at.version)
        return at.ask(Packet.OPEN, payload).check(Packet.HANDLE).handle
    if which == "of a folder":
        reply = at.ask(Packet.OPENDIR, string(at.path(b"full")))
        return reply.check(Packet.HANDLE).handle
    if which == "that was closed":
        handle = take(at, "opened to read")
        at.close(handle)
        return handle
    return b"" if which == "without bytes" else b"never given"


def with_handle(
    which: str, kind: Packet, payload: Callable[[bytes], bytes], request: str = ""
) -> Case:
    """A case of one request on a handle, which is closed afterwards."""

    def act(at: Place) -> Outcome:
        handle = take(at, which)
        outcome = at.outcome(at.ask(kind, payload(handle)))
        if which in PFLAGS or which == "of a folder":
            at.close(handle)
        return outcome

    return Case(request or kind.name, act, situation=f"a handle {which}")


def on_handles(version: int) -> Iterator[Case]:
    """All requests that take a handle, with every kind of handle."""
    for which in HANDLES:
        yield with_handle(which, Packet.FSTAT, lambda handle: requests.stat(handle, version))
        yield with_handle(which, Packet.CLOSE, string)
        for name in ("a smaller size", "permissions", "times"):
            yield with_handle(which, Packet.FSETSTAT, lambda handle, n=name:
                              requests.set_stat(handle, CHANGES[n], version), f"FSETSTAT of {name}")
        yield with_handle(which, Packet.READ, lambda handle: requests.read(handle, 0, 100))
        yield with_handle(which, Packet.WRITE, lambda handle: requests.write(handle, 2, b"new"))
        if which != "of a folder":
            yield with_handle(which, Packet.READDIR, string)
        if version >= 6:
            yield with_handle(which, Packet.BLOCK, lambda handle: requests.block(
                handle, 0, 5, Mode.BLOCK_WRITE))
            yield with_handle(which, Packet.UNBLOCK, lambda handle: requests.unblock(handle, 0, 5))
    for name, (offset, length) in READS.items():
        yield with_handle("opened to read", Packet.READ, lambda handle, o=offset, n=length:
                          requests.read(handle, o, n), f"READ {name}")
    for name, which in product(WRITES, ("opened to write", "opened to append")):
        offset, data = WRITES[name]
        yield with_handle(which, Packet.WRITE, lambda handle, o=offset, d=data:
                          requests.write(handle, o, d), f"WRITE {name}")
    yield Case("OPEN WRITE|CREAT with permissions 0640", created, (b"absent",))
    yield Case("FSTAT after REMOVE", after_remove, situation="a handle opened to read")


def created(at: Place) -> Outcome:
    """OPEN that makes a file with permissions, and what FSTAT says of it."""
    flags, attributes = Pflags.WRITE | Pflags.CREAT, Attributes(permissions=0o640)
    payload = requests.open_file(at.path(b"absent"), flags, at.version, attributes)
    handle = at.ask(Packet.OPEN, payload).check(Packet.HANDLE).handle
    outcome = at.outcome(at.ask(Packet.FSTAT, requests.stat(handle, at.version)))
    at.close(handle)
    return outcome


def after_remove(at: Place) -> Outcome:
    """FSTAT of a file that has no name any more."""
    handle = take(at, "opened to read")
    at.ask(Packet.REMOVE, string(at.path(b"file"))).check(Packet.STATUS)
    outcome = at.outcome(at.ask(Packet.FSTAT, requests.stat(handle, at.version)))
    at.close(handle)
    return outcome
