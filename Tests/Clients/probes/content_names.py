"""NAME that lists what is not there, counts wrongly, or speaks another version."""

from harness.protocol import Packet, Status
from harness.wire import Reader, string, u8, u32
from probes import Probe, probe
from probes.connections import ProbeSession

HOME = b"/home/demo"
IN = HOME + b"/in"


def head(session: ProbeSession) -> bytes:
    """How the answer to the last request begins if it is NAME."""
    return bytes([Packet.NAME]) + u32(session.last_id)


def batches(session: ProbeSession, path: bytes, most: int = 1000) -> list[list[bytes]]:
    """The names of each READDIR of a directory, up to EOF."""
    handle = session.open_directory(path)
    found: list[list[bytes]] = []
    while len(found) < most:
        reply = session.request(Packet.READDIR, string(handle))
        if reply.kind != Packet.NAME:
            assert reply.code == Status.EOF
            break
        found.append([entry.name for entry in reply.names])
    session.close_handle(handle)
    return found


@probe("names/trailing-bytes.json")
def _(p: Probe) -> None:
    garbage = bytes.fromhex("00000000deadbeef")
    for version in (5, 6):
        session = p.session(version)
        assert session.version == version
        handle = session.open_directory(IN)
        packet = session.answer(Packet.READDIR, string(handle))
        assert packet.startswith(head(session) + u32(4))
        assert packet.endswith((b"\x01" if version == 6 else b"") + garbage)
        session.told(Packet.READDIR, string(handle), Status.EOF)
        session.close_handle(handle)
    # Versions 3 and 4 are spared.
    assert batches(p.session(4), IN) == [[b".", b"..", b"a.txt", b"b.txt"]]


@probe("names/string-beyond-packet.json")
def _(p: Probe) -> None:
    session = p.session(6)
    handle = session.open_directory(IN)
    packet = session.answer(Packet.READDIR, string(handle))
    entries = string(b"a.txt") + u32(0) + u8(1) + u32(65536) + b"b.txt"
    assert packet == head(session) + u32(2) + entries
    session.close_handle(handle)


@probe("names/v4-layout-at-v3.json")
def _(p: Probe) -> None:
    session = p.session(6)
    assert session.version == 3
    handle = session.open_directory(IN)
    reader = Reader(session.answer(Packet.READDIR, string(handle)))
    assert (reader.u8(), reader.u32(), reader.u32()) == (Packet.NAME, session.last_id, 4)
    assert reader.string() == b"."
    # No line for people: the flags of version 4 come next, owner and group by name among them,
    # then the type of a directory.
    flags = reader.u32()
    assert flags & 0x80 and not flags & 0x2
    assert reader.u8() == 2
    session.close_handle(handle)


@probe("names/empty-long-name.json")
def _(p: Probe) -> None:
    entries = p.session().entries(IN)
    assert [entry.longname for entry in entries] == [b""] * 4
    assert {entry.name for entry in entries} == {b".", b"..", b"a.txt", b"b.txt"}


@probe("names/not-utf-8.json")
def _(p: Probe) -> None:
    for version in (3, 4, 5, 6):
        (names,) = batches(p.session(version), IN)
        assert names == [b".", b"..", b"a.txt", b"b.txt", b"f\xfcr.txt", b"\xff\xfe\x80"]


@probe("names/long-name-cut.json")
def _(p: Probe) -> None:
    (entry,) = p.session().entries(IN)
    assert entry.name == "grün.txt".encode()
    assert len(entry.longname) == 58
    # The first byte of the two of ü is the last one sent.
    assert entry.longname.endswith(b" gr\xc3")


@probe("names/huge-packet.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open_directory(HOME + b"/huge")
    packet = session.answer(Packet.READDIR, string(handle))
    assert packet.startswith(head(session) + u32(20_000) + string(b"file-1.dat"))
    assert b"file-20000.dat" in packet[-60:]
    assert len(packet) > 2 << 20
    session.told(Packet.READDIR, string(handle), Status.EOF)
    session.close_handle(handle)


@probe("names/count-too-high.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open_directory(IN)
    reader = Reader(session.answer(Packet.READDIR, string(handle)))
    assert (reader.u8(), reader.u32(), reader.u32()) == (Packet.NAME, session.last_id, 1004)
    assert reader.string() == b"."
    assert reader.rest().count(b".txt") == 4
    session.told(Packet.READDIR, string(handle), Status.EOF)
    session.close_handle(handle)


@probe("names/malformed-readlink.json")
def _(p: Probe) -> None:
    session = p.session()
    packet = session.answer(Packet.READLINK, string(HOME + b"/link"))
    assert packet == head(session) + u32(1) + u32(65535) + b"target"


@probe("names/malformed-realpath.json")
def _(p: Probe) -> None:
    session = p.session()
    packet = session.answer(Packet.REALPATH, string(b"x"))
    assert packet == head(session) + u32(0)
    packet = session.answer(Packet.REALPATH, string(b"y"))
    one, two = (string(name) * 2 + u32(0) for name in (b"/one", b"/two"))
    assert packet == head(session) + u32(2) + one + two
    assert session.real_path(b"z").name == HOME + b"/z"


@probe("directory/never-ends.json")
def _(p: Probe) -> None:
    session = p.session()
    found = batches(session, HOME + b"/endless", most=50)
    assert len(found) == 50
    names = [name for batch in found for name in batch]
    assert names[:6] == [b".", b"..", b"a.txt"] * 2
    assert names == ([b".", b"..", b"a.txt"] * len(names))[: len(names)]


@probe("directory/same-batch-again.json")
def _(p: Probe) -> None:
    assert batches(p.session(), IN, most=20) == [[b".", b".."]] * 20


@probe("directory/eof-at-once.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open_directory(HOME + b"/empty")
    session.told(Packet.READDIR, string(handle), Status.EOF)
    session.close_handle(handle)


@probe("names/hostile.json")
def _(p: Probe) -> None:
    entries = p.session().entries(IN)
    assert [entry.name for entry in entries] == [
        b".", b"..", b"a.txt", b"b.txt", b"../../escaped.txt", b"/tmp/escaped.txt",
        b"..\\..\\escaped.txt", b"a/b.txt", b"..", b"", b"trailing ",
    ]
    # The second dot-dot says that it is a file.
    assert [e.attributes.is_directory for e in entries if e.name == b".."] == [True, False]


@probe("names/realpath-empty.json")
def _(p: Probe) -> None:
    for path in (b".", b"/", b"/etc/passwd"):
        session = p.session()
        packet = session.answer(Packet.REALPATH, string(path))
        assert packet == head(session) + u32(1) + string(b"") * 2 + u32(0)


@probe("names/realpath-fails.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.real_path(b".").name == HOME
    session.told(Packet.REALPATH, string(b"missing/file"), Status.NO_SUCH_FILE)


@probe("names/realpath-made-up.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.real_path(b".").name == b"/no/such/home"
    assert session.real_path(b"relative").name == b"somewhere/else"
    assert session.real_path(b"/etc").name == b"/etc"
