"""ATTRS that say what is not true, or say it in another version's way."""

from harness import requests
from harness.attributes import Flag
from harness.protocol import Packet, Pflags
from harness.wire import Reader, string, u8, u32, u64
from probes import Probe, probe
from probes.connections import ProbeSession

HOME = b"/home/demo"
A = HOME + b"/in/a.txt"
YEAR_2040, YEAR_2106, YEAR_1965 = 2_208_988_800, 4_294_967_295, -144_720_000


def attributes(session: ProbeSession, path: bytes, kind: int = Packet.STAT) -> Reader:
    """The answer to STAT or LSTAT behind its type and id."""
    reader = Reader(session.answer(kind, requests.stat(path, session.version)))
    assert (reader.u8(), reader.u32()) == (Packet.ATTRS, session.last_id)
    return reader


def first_entry(session: ProbeSession, path: bytes) -> Reader:
    """The first NAME of a listing behind its count, whatever it says."""
    handle = session.open_directory(path)
    reader = Reader(session.answer(Packet.READDIR, string(handle)))
    assert (reader.u8(), reader.u32()) == (Packet.NAME, session.last_id)
    reader.u32()
    session.close_handle(handle)
    return reader


@probe("attributes/garbled-v5.json")
def _(p: Probe) -> None:
    session = p.session(5)
    assert session.version == 5
    body = u32(Flag.SIZE | Flag.ACL) + u8(1) + u64(2) + u32(4096) + u32(1)
    assert attributes(session, A).rest() == body
    session.lstat(HOME + b"/in/b.txt")


@probe("attributes/size-zero.json")
def _(p: Probe) -> None:
    session = p.session()
    path = HOME + b"/small.txt"
    assert session.stat(path).size == 0
    handle = session.open(path, Pflags.READ)
    assert session.fstat(handle).size == 0
    assert session.reads(handle, 0, 32768) == session.data_packet(b"hello, world\n")
    session.close_handle(handle)


@probe("attributes/no-size.json")
def _(p: Probe) -> None:
    session = p.session()
    path = HOME + b"/small.txt"
    assert not attributes(session, path).u32() & Flag.SIZE
    assert session.stat(path).size is None
    assert all(entry.attributes.size is None for entry in session.entries(HOME))
    handle = session.open(path, Pflags.READ)
    assert session.reads(handle, 0, 32768) == session.data_packet(b"hello, world\n")
    session.close_handle(handle)


@probe("attributes/mtime-in-the-past.json")
def _(p: Probe) -> None:
    session = p.session()
    path = HOME + b"/new.txt"
    session.write(path, b"now")
    time = session.stat(path).modify_time
    assert time is not None and time.seconds == 981_173_106


@probe("attributes/v4-flags-at-v3.json")
def _(p: Probe) -> None:
    session = p.session()
    strange = Flag.CREATETIME | Flag.MODIFYTIME | Flag.ACL | Flag.OWNERGROUP
    true = Flag.SIZE | Flag.UIDGID | Flag.PERMISSIONS | Flag.ACCESSTIME
    reader = attributes(session, A)
    assert reader.u32() == strange | true
    # Size, two owners, mode and two times, as version 3 has them: nothing for the other bits.
    assert reader.remaining == 8 + 8 + 4 + 8
    entry = first_entry(session, HOME + b"/in")
    entry.pair()
    assert entry.u32() == strange | true


@probe("attributes/flag-without-field.json")
def _(p: Probe) -> None:
    session = p.session()
    reader = attributes(session, A)
    assert reader.u32() == Flag.SIZE | Flag.UIDGID | Flag.PERMISSIONS | Flag.ACCESSTIME
    assert reader.remaining == 8 + 4 + 8


@probe("attributes/no-type-bits.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.stat(A).permissions == 0o644
    assert session.stat(HOME + b"/in").permissions == 0o755
    modes = {entry.name: entry.attributes.permissions for entry in session.entries(HOME + b"/in")}
    assert modes == {b".": 0o755, b"..": 0o755, b"a.txt": 0o644, b"b.txt": 0o644}


@probe("attributes/type-zero.json")
def _(p: Probe) -> None:
    for version in (4, 5, 6):
        session = p.session(version)
        assert session.version == version
        reader = attributes(session, A)
        reader.u32()
        assert reader.u8() == 0
        entry = first_entry(session, HOME + b"/in")
        entry.string()
        entry.u32()
        assert entry.u8() == 0


@probe("attributes/extended-pairs.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        session = p.session(version)
        entries = session.entries(HOME + b"/in")
        assert len(entries) == 4
        pair = (b"colour@example.com", b"green")
        assert all(entry.attributes.extended == (pair,) for entry in entries)
        assert all(entry.attributes.flags & Flag.EXTENDED for entry in entries)


@probe("attributes/no-mtime.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        session = p.session(version)
        found = [session.stat(A), *(e.attributes for e in session.entries(HOME + b"/in"))]
        assert all(one.modify_time is None and one.access_time is None for one in found)
        times = Flag.ACCESSTIME | Flag.MODIFYTIME | Flag.CREATETIME
        assert not any(one.flags & times for one in found)


@probe("attributes/mtime-past-2038.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        session = p.session(version)
        for one in [session.stat(A), *(e.attributes for e in session.entries(HOME + b"/in"))]:
            assert one.modify_time and one.modify_time.seconds == YEAR_2040
            assert one.access_time and one.access_time.seconds == YEAR_2106
    # The field of version 3 is read as negative by those who take it for signed.
    body = attributes(p.session(), A).rest()
    assert body.endswith(u32(YEAR_2106) + u32(YEAR_2040))


@probe("attributes/mtime-before-1970.json")
def _(p: Probe) -> None:
    for version in (4, 5, 6):
        session = p.session(version)
        for one in [session.stat(A), *(e.attributes for e in session.entries(HOME + b"/in"))]:
            assert one.modify_time and one.modify_time.seconds == YEAR_1965
