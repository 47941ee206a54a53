"""Seeded random sequences of the same requests, on a tree that changes and on held handles."""

from collections.abc import Iterator
from random import Random

from differential import cases, handle_cases
from differential.cases import Case, Place
from differential.outcomes import Outcome
from harness import requests
from harness.protocol import Packet
from harness.wire import string

# Few names, so that requests meet each other's files.
NAMES = (
    b"file", b"other", b"empty", b"full", b"full/inner", b"full/new", b"link", b"folder-link",
    b"folder-link/inner", b"dangling", b"new", b"new/below", b"file/below", b"empty/new",
)
HELD_MOST = 4


def sequence(random: Random, version: int, steps: int) -> Iterator[Case]:
    """The cases of one sequence; each is made when it is asked for."""
    held: dict[int, str] = {}
    for number in range(steps):
        if held and random.random() < 0.35:
            slot = random.choice(list(held))
            yield on_held(random, slot, held, version)
        elif len(held) < HELD_MOST and random.random() < 0.15:
            held[number] = random.choice(list(handle_cases.PFLAGS))
            yield holding(number, held[number], random.choice(NAMES))
        else:
            yield random.choice(on_names(random, version))


def on_names(random: Random, version: int) -> list[Case]:
    """What could be done now with two names."""
    path, other = random.choice(NAMES), random.choice(NAMES)
    change = random.choice(list(cases.CHANGES.items()))
    flags = random.choice((0, 0, 1, 3)) if version >= 5 else 0
    found = [*cases.on_path(path, version), *cases.opens(path, version)]
    found += [cases.changing(*change, path)] * 5
    found += [cases.renaming(path, other, flags, version)] * 8
    found += [Case("symbolic link", lambda at: at.outcome(
        cases.symlinked(at, b"file", path)), (path,))] * 3
    return found


def holding(slot: int, which: str, path: bytes) -> Case:
    """OPEN of a file whose handle is kept."""
    pflags = handle_cases.PFLAGS[which]

    def act(at: Place) -> Outcome:
        payload = requests.open_file(at.path(path), pflags, at.version)
        reply = at.ask(Packet.OPEN, payload)
        if reply.kind == Packet.HANDLE:
            at.peer.held[slot] = reply.handle
        return at.outcome(reply)

    if which == "opened to append":
        return Case("OPEN WRITE+APPEND", act, (path,))
    name = cases.flag_names(pflags)
    return Case(f"OPEN {name}", act, (path,))


def on_held(random: Random, slot: int, held: dict[int, str], version: int) -> Case:
    """A request on a handle that was kept; it may close it."""
    offset, length = random.randrange(0, 40), random.randrange(0, 30)
    data = random.randbytes(length).hex().encode()
    change = cases.CHANGES[random.choice(("a smaller size", "permissions"))]
    kind, payload = random.choice((
        (Packet.READ, lambda handle: requests.read(handle, offset, length)),
        (Packet.WRITE, lambda handle: requests.write(handle, offset, data)),
        (Packet.FSTAT, lambda handle: requests.stat(handle, version)),
        (Packet.FSETSTAT, lambda handle: requests.set_stat(handle, change, version)),
        (Packet.CLOSE, string),
    ))
    which = held.pop(slot) if kind == Packet.CLOSE else held[slot]

    def act(at: Place) -> Outcome:
        if slot not in at.peer.held:
            return Outcome("not open", "not open")
        handle = at.peer.held[slot]
        if kind == Packet.CLOSE:
            del at.peer.held[slot]
        return at.outcome(at.ask(kind, payload(handle)))

    return Case(kind.name, act, situation=f"a handle {which}")
