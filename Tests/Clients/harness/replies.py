"""Replies of every version taken apart, strictly: a byte too few or too many is `Malformed`."""

from dataclasses import dataclass

from harness.attributes import Attributes, read_attributes
from harness.protocol import Packet, Status, status_name
from harness.wire import Malformed, Reader


class StatusError(Exception):
    """The server answered with a status other than OK."""

    def __init__(self, code: int, message: bytes):
        said = message.decode("utf-8", "backslashreplace")
        super().__init__(f"{status_name(code)}: {said}")
        self.code = code


@dataclass(frozen=True)
class Name:
    """One entry of NAME; the long name is of version 3 only."""

    name: bytes
    longname: bytes
    attributes: Attributes


@dataclass(frozen=True)
class Reply:
    """One reply; only the fields of its type are set."""

    kind: int
    identifier: int
    # What follows the request id, as it came.
    payload: bytes
    code: int = -1
    message: bytes = b""
    language: bytes = b""
    # Behind the language tag of STATUS (version 5 up), or the whole of EXTENDED_REPLY.
    data: bytes = b""
    handle: bytes = b""
    names: tuple[Name, ...] = ()
    attributes: Attributes = Attributes()
    # The flag at the end of DATA and NAME (version 6), nil if it was left out.
    end: bool | None = None

    @property
    def ok(self) -> bool:
        """Whether the request was done: no status, or OK."""
        return self.kind != Packet.STATUS or self.code == Status.OK

    def check(self, wanted: int) -> "Reply":
        """Return self if it has this type; StatusError for a status other than OK."""
        if self.kind == Packet.STATUS and (wanted != Packet.STATUS or self.code != Status.OK):
            raise StatusError(self.code, self.message)
        assert self.kind == wanted, f"answer of type {self.kind}, not {wanted}"
        return self

    def describe(self) -> str:
        """A short text for failure messages."""
        if self.kind == Packet.STATUS:
            return f"{status_name(self.code)} {self.message!r}"
        return f"{Packet(self.kind).name} {self.payload[:48].hex()}"


def parse(packet: bytes, version: int) -> Reply:
    """Take a reply of this version apart."""
    reader = Reader(packet)
    kind, identifier = reader.u8(), reader.u32()
    payload = packet[5:]
    fields: dict = {}
    match kind:
        case Packet.STATUS:
            fields = {"code": reader.u32(), "message": reader.string()}
            fields["language"] = reader.string()
            if version >= 5:
                fields["data"] = reader.rest()
        case Packet.HANDLE:
            fields["handle"] = reader.string()
            if len(fields["handle"]) > 256:
                raise Malformed("a handle of more than 256 bytes")
        case Packet.DATA:
            fields["data"] = reader.string()
            fields["end"] = read_end(reader, version)
        case Packet.NAME:
            fields["names"] = tuple(read_name(reader, version) for _ in range(reader.u32()))
            fields["end"] = read_end(reader, version)
        case Packet.ATTRS:
            fields["attributes"] = read_attributes(reader, version)
        case Packet.EXTENDED_REPLY:
            fields["data"] = reader.rest()
        case _:
            raise Malformed(f"a reply of type {kind}")
    reader.end()
    return Reply(kind, identifier, payload, **fields)


def read_end(reader: Reader, version: int) -> bool | None:
    """The optional flag at the end of DATA and NAME, which only version 6 has."""
    return reader.boolean() if version >= 6 and reader.remaining else None


def read_name(reader: Reader, version: int) -> Name:
    """One name, the long name that only version 3 has, and the attributes."""
    name = reader.string()
    longname = reader.string() if version == 3 else b""
    return Name(name, longname, read_attributes(reader, version))


@dataclass(frozen=True)
class Greeting:
    """What VERSION said."""

    version: int
    extensions: tuple[tuple[bytes, bytes], ...]

    def __getitem__(self, name: bytes) -> bytes:
        return dict(self.extensions)[name]

    def __contains__(self, name: bytes) -> bool:
        return name in dict(self.extensions)


def parse_greeting(packet: bytes) -> Greeting:
    """Take a VERSION packet apart."""
    reader = Reader(packet)
    if reader.u8() != Packet.VERSION:
        raise Malformed(f"not a VERSION packet: {packet[:16].hex()}")
    version, pairs = reader.u32(), []
    while reader.remaining:
        pairs.append(reader.pair())
    return Greeting(version, tuple(pairs))
