"""Requests that are answered, but oddly: data, names, attributes, handles, versions."""

from harness import requests
from harness.attributes import Flag
from harness.protocol import FileType, Packet, Pflags, Status
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import status_packet

HOME = b"/home/demo"
BIG = HOME + b"/big.bin"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
TEXT = b"id,total\n1,10\n"


@probe("attributes/no-types.json")
def _(p: Probe) -> None:
    for version in (3, 4, 6):
        with p.session(version) as s:
            for entry in s.entries(HOME + b"/in"):
                found = entry.attributes
                assert found.permissions is None and found.flags is not None
                assert not found.flags & Flag.PERMISSIONS
                assert found.type == (None if version == 3 else FileType.UNKNOWN)


@probe("attributes/owners-by-name.json")
def _(p: Probe) -> None:
    with p.session(4) as s:
        page, odd = s.lstat(HOME + b"/page.html"), s.lstat(HOME + b"/odd.txt")
        assert (page.owner, page.group, odd.owner, odd.group) == (b"www", b"staff", b"77", b"78")
        s.entries(HOME)
    with p.session(3) as s:
        page, odd = s.lstat(HOME + b"/page.html"), s.lstat(HOME + b"/odd.txt")
        assert (page.uid, page.gid, odd.uid, odd.gid) == (33, 50, 77, 78)


@probe("attributes/wrong-size-in-stat.json")
def _(p: Probe) -> None:
    s = p.session()
    small = HOME + b"/small.txt"
    assert s.stat(small).size == s.lstat(small).size == 1 << 20
    handle = s.open(small, Pflags.READ)
    assert s.fstat(handle).size == 1 << 20
    assert s.reads(handle, 0, 32768) == s.data_packet(b"hello, world\n")
    assert s.reads(handle, 13, 1) == status_packet(s.last_id, Status.EOF, b"End of file.")
    s.close_handle(handle)


@probe("directory/end-of-list-early.json", "directory/end-of-list-never.json")
def _(p: Probe) -> None:
    said = p.file.endswith("early.json")
    s = p.session(6)
    handle = s.open_directory(HOME + b"/in")
    packet = s.answer(Packet.READDIR, string(handle))
    assert packet[:5] == bytes([Packet.NAME]) + u32(s.last_id)
    assert packet[-1] == said
    s.told(Packet.READDIR, string(handle), Status.EOF)
    s.close_handle(handle)


@probe("extension/hidden.json")
def _(p: Probe) -> None:
    s = p.session()
    assert b"posix-rename@openssh.com" not in s.greeting
    s.rename(HOME + b"/report.part", HOME + b"/a")
    paths = string(HOME + b"/a") + string(HOME + b"/b")
    s.told(Packet.EXTENDED, requests.extended(b"posix-rename@openssh.com", paths), Status.OK)
    p.stops(1)  # Nobody is expected to try what is not announced.


@probe("extension/strangers.json")
def _(p: Probe) -> None:
    with p.session(6, greet=False) as s:
        packet = s.greets()
        assert packet[:5] == bytes([Packet.VERSION]) + u32(6)
        assert string(b"tea@example.com") + string(b"") in packet
        assert string(b"bytes@example.com") + string(b"\x00\xff\x00") in packet
        assert string(b"Example Ltd") + string(b"Tea") + string(b"1.0") in packet


@probe("open/binary-handle.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = bytes.fromhex("00ff0a00c328225c00")
    packet = s.answer(Packet.OPEN, requests.open_file(HOME + b"/odd.txt", Pflags.READ, 3))
    assert packet == bytes([Packet.HANDLE]) + u32(s.last_id) + string(handle)
    assert s.reads(handle, 0, 100) == s.data_packet(b"odd, but here\n")
    s.close_handle(handle)


@probe("read/eof-early.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.stat(BIG).size == 1 << 20
    handle = s.open(BIG, Pflags.READ)
    assert len(s.reads(handle, (1 << 18) - 1, 100)) == 9 + 100
    assert s.reads(handle, 1 << 18, 100) == status_packet(s.last_id, Status.EOF, b"End of file.")
    s.close_handle(handle)


@probe("read/handle-invalid-mid-download.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(BIG, Pflags.READ)
    assert len(s.reads(handle, (1 << 18) - 100, 100)) == 9 + 100
    unknown = status_packet(s.last_id + 1, Status.INVALID_HANDLE, b"no such handle")
    assert s.reads(handle, (1 << 18) - 99, 100) == unknown
    s.close_handle(handle)


@probe("read/short-read.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/short.txt", Pflags.READ)
    assert s.reads(handle, 0, 32768) == s.data_packet(b"h")
    assert s.reads(handle, 1, 32768) == s.data_packet(b"ello, world\n")
    s.close_handle(handle)


@probe("server/line-ends-of-windows.json")
def _(p: Probe) -> None:
    s = p.session(4)
    assert s.greeting[b"newline"] == b"\r\n"
    handle = s.open(HOME + b"/notes.txt", Pflags.READ | Pflags.TEXT)
    assert s.reads(handle, 0, 100) == s.data_packet(b"one\r\ntwo\r\n")
    s.close_handle(handle)


@probe("server/slow-server.json")
def _(p: Probe) -> None:
    s = p.session()
    s.stat(HOME)
    s.stat(HOME)
    for entry in p.acted("slow", count=2, event="getAttributes"):
        assert entry["durationMicroseconds"] >= 200_000


@probe("server/symlink-as-in-the-draft.json")
def _(p: Probe) -> None:
    s = p.session()
    payload = string(HOME + b"/latest") + string(b"report.csv")
    s.told(Packet.SYMLINK, payload, Status.OK)
    assert s.read_link(HOME + b"/latest") == b"report.csv"
    assert s.transport.remote_version.startswith("SSH-2.0-OpenSSH_")


@probe("version/announces-99.json")
def _(p: Probe) -> None:
    with p.session(5, greet=False) as s:
        assert s.greets()[:5] == bytes([Packet.VERSION]) + u32(99)


@probe("version/capped-at-3.json")
def _(p: Probe) -> None:
    for asked in (3, 6):
        with p.session(asked, greet=False) as s:
            assert s.greets()[:5] == bytes([Packet.VERSION]) + u32(3)
    p.session(6).entries(HOME)


@probe("version/higher-than-asked.json")
def _(p: Probe) -> None:
    for asked in (3, 5):
        with p.session(asked, greet=False) as s:
            assert s.greets()[:5] == bytes([Packet.VERSION]) + u32(6)


@probe("version/lower-for-a-time.json")
def _(p: Probe) -> None:
    for wanted in (3, 4, 4):
        s = p.session(6)
        assert s.greeting.version == wanted
        s.entries(HOME)


@probe("version/only-6.json")
def _(p: Probe) -> None:
    with p.session(6, greet=False) as s:
        assert s.greets()[:5] == bytes([Packet.VERSION]) + u32(6)
    s = p.session(5, greet=False)
    assert s.greets()[:5] == bytes([Packet.VERSION]) + u32(6)
    assert s.rest() == b""


@probe("write/no-answer-to-close.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/sent", NEW)
    s.post(Packet.CLOSE, string(handle))
    # The next answer is that of a later request.
    s.quiet()
    assert s.exists(HOME + b"/sent")


@probe("write/upload-never-opened.json")
def _(p: Probe) -> None:
    s = p.session()
    for name in (b"/dropbox/new", b"/dropbox/no/such", b"/dropbox/old.txt"):
        handle = s.open(HOME + name, NEW | Pflags.READ)
        s.told(Packet.WRITE, requests.write(handle, 0, TEXT), Status.OK)
        s.told(Packet.READ, requests.read(handle, 0, 10), Status.EOF)
        assert s.fstat(handle).size == 0
        s.close_handle(handle)
    assert not s.exists(HOME + b"/dropbox/new")
    assert s.stat(HOME + b"/dropbox/old.txt").size == 3
    assert s.names(HOME + b"/dropbox") == {b"old.txt"}


@probe("write/upload-vanishes.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/dropbox/new", NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, TEXT), Status.OK)
    s.close_handle(handle)
    assert s.stat(HOME + b"/dropbox/new").size == 0
