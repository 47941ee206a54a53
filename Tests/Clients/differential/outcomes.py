"""What an answer amounts to, so that answers of different servers can be compared."""

from dataclasses import dataclass

from differential.peers import Tree
from harness.attributes import Attributes
from harness.protocol import FileType, Packet, Status, status_name
from harness.replies import Reply

# Statuses that say the same in words of different versions or of different care.
FAMILIES = {
    Status.NO_SUCH_PATH: Status.NO_SUCH_FILE,
    Status.WRITE_PROTECT: Status.PERMISSION_DENIED,
    Status.INVALID_PARAMETER: Status.BAD_MESSAGE,
}


@dataclass(frozen=True)
class Outcome:
    """How one request ended: the name of a status or reply type, and what can be seen in it."""

    name: str
    family: str
    details: str = ""

    @classmethod
    def of(cls, reply: Reply, base: bytes) -> "Outcome":
        """What a reply amounts to; paths are told from the folder of the trees."""
        if reply.kind == Packet.STATUS:
            known = reply.code in Status.__members__.values()
            family = FAMILIES.get(Status(reply.code), reply.code) if known else reply.code
            return cls(status_name(reply.code), status_name(family))
        name = Packet(reply.kind).name
        match reply.kind:
            case Packet.ATTRS:
                return cls(name, name, attributes_text(reply.attributes))
            case Packet.DATA:
                return cls(name, name, f"{len(reply.data)} bytes {reply.data[:20]!r}")
            case Packet.NAME:
                return cls(name, name, names_text(reply, base))
        return cls(name, name)

    @property
    def succeeded(self) -> bool:
        """Whether the request was done."""
        return self.name in ("OK", "names") or self.name in Packet.__members__

    @property
    def text(self) -> str:
        """For the table."""
        return f"{self.name}: {self.details}" if self.details else self.name

    def is_like(self, other: "Outcome") -> bool:
        """Whether both are of the same class and show the same."""
        return (self.family, self.details) == (other.family, other.details)


ENDED = Outcome("session ended", "session ended")
SILENCE = Outcome("no answer", "no answer")
MALFORMED = Outcome("malformed reply", "malformed reply")


def attributes_text(seen: Attributes) -> str:
    """Type, permissions and size, as far as they are there; other sizes than files' vary."""
    words = [name.lower() for name, value in FileType.__members__.items() if value == seen.kind]
    if seen.permissions is not None and seen.kind != FileType.SYMLINK:
        words.append(f"{seen.mode:o}")
    if seen.kind == FileType.REGULAR:
        words.append(f"{seen.size} bytes")
    return " ".join(words)


def names_text(reply: Reply, base: bytes) -> str:
    """The names in order of the alphabet, without dot and dot-dot, each from the base."""
    names = sorted(entry.name for entry in reply.names if entry.name not in (b".", b".."))
    inside = [b"." if name == base else name.removeprefix(base + b"/") for name in names]
    return " ".join(map(short, inside))


def short(name: bytes) -> str:
    """A name for the table, cut if it is very long."""
    text = name.decode("utf-8", "backslashreplace").replace("\0", "\\0")
    return text if len(text) <= 40 else text[:20] + "…"


def tree_difference(ours: Tree, theirs: Tree) -> tuple[str, str] | None:
    """The first path that two trees do not agree on, as seen in each, or nil."""
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) != theirs.get(path):
            return entry_text(path, ours.get(path)), entry_text(path, theirs.get(path))
    return None


def entry_text(path: bytes, entry: tuple | None) -> str:
    """One path of a tree."""
    name = short(path)
    if entry is None:
        return f"no {name}"
    kind, mode, content = entry
    words = FileType(kind).name.lower()
    if kind == FileType.SYMLINK:
        return f"{name}: {words} to {content[:20].decode('utf-8', 'backslashreplace')}"
    if kind == FileType.DIRECTORY:
        return f"{name}: {words} {mode:o}"
    return f"{name}: {words} {mode:o} {content[:20].decode('utf-8', 'backslashreplace')!r}"
