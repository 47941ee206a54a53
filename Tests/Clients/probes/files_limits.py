"""Limits of handles, blocks and packets, habits of WRITE, and odd handles."""

from harness import requests
from harness.protocol import Packet, Pflags, Status
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import status_packet

HOME = b"/home/demo"
BIG = HOME + b"/big.bin"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC


@probe("open/one-file-at-a-time.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/a.txt", Pflags.READ)
    denied = b"Permission denied."
    s.tries_open(HOME + b"/b.txt", Pflags.READ, Status.PERMISSION_DENIED, denied)
    s.tries_open(HOME + b"/new", NEW, Status.PERMISSION_DENIED, denied)
    s.told(Packet.OPENDIR, string(HOME), Status.PERMISSION_DENIED, denied)
    assert not s.exists(HOME + b"/new")
    # Another connection has a file of its own.
    assert p.session().read(HOME + b"/b.txt") == b"second\n"
    s.close_handle(handle)
    assert s.read(HOME + b"/b.txt") == b"second\n"


@probe("open/256-handles.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/a.txt"
    handles = [s.open(path, Pflags.READ) for _ in range(256)]
    assert len(set(handles)) == 256
    s.tries_open(path, Pflags.READ, Status.FAILURE, b"Too many open handles")
    limits = s.answer(Packet.EXTENDED, requests.extended(b"limits@openssh.com"))
    assert limits.endswith((256).to_bytes(8))
    s.close_handle(handles.pop())
    handles.append(s.open(path, Pflags.READ))
    for handle in handles:
        s.close_handle(handle)


@probe("open/long-handles.json", "open/16-byte-handles.json")
def _(p: Probe) -> None:
    length = 300 if "long" in p.file else 16
    s = p.session()
    opened = s.answer(Packet.OPEN, requests.open_file(HOME + b"/a.txt", Pflags.READ, 3))
    assert opened[:9] == bytes([Packet.HANDLE]) + u32(s.last_id) + u32(length)
    assert len(opened) == 9 + length
    listed = s.answer(Packet.OPENDIR, string(HOME))
    assert len(listed) == 9 + length and listed[9:] != opened[9:]
    assert s.reads(opened[9:], 0, 6) == s.data_packet(b"behind")
    for handle in (opened[9:], listed[9:]):
        s.told(Packet.CLOSE, string(handle), Status.OK)


@probe("write/sequential-only.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/upload"
    handle = s.open(path, NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, b"abc"), Status.OK)
    s.told(Packet.WRITE, requests.write(handle, 3, b"def"), Status.OK)
    s.close_handle(handle)
    assert s.read(path) == b"abcdef"


@probe("write/sequential-only.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/upload"
    handle = s.open(path, NEW)
    refused = b"blocks must be in order"
    s.told(Packet.WRITE, requests.write(handle, 3, b"def"), Status.FAILURE, refused)
    s.told(Packet.WRITE, requests.write(handle, 0, b"abc"), Status.OK)
    s.told(Packet.WRITE, requests.write(handle, 0, b"xyz"), Status.FAILURE, refused)
    s.close_handle(handle)
    assert s.read(path) == b"abc"
    p.stops(1)  # A correct client writes in order.


@probe("write/offset-ignored.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/upload"
    handle = s.open(path, NEW)
    for offset, data in ((3, b"def"), (0, b"abc"), (1 << 40, b"!")):
        s.told(Packet.WRITE, requests.write(handle, offset, data), Status.OK)
    s.close_handle(handle)
    assert s.read(path) == b"defabc!"


@probe("write/append-ignored.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/log.txt"
    handle = s.open(path, Pflags.WRITE | Pflags.APPEND)
    s.told(Packet.WRITE, requests.write(handle, 0, b"FIRST"), Status.OK)
    s.told(Packet.WRITE, requests.write(handle, 11, b"second\n"), Status.OK)
    s.close_handle(handle)
    assert s.read(path) == b"FIRST line\nsecond\n"


@probe("write/large-writes-refused.json")
def _(p: Probe) -> None:
    s = p.session()
    path = HOME + b"/upload"
    handle = s.open(path, NEW)
    large = requests.write(handle, 0, b"y" * 32769)
    s.told(Packet.WRITE, large, Status.FAILURE, b"block too large")
    assert s.fstat(handle).size == 0
    s.told(Packet.WRITE, requests.write(handle, 0, b"x" * 32768), Status.OK)
    s.close_handle(handle)
    assert s.read(path) == b"x" * 32768


@probe("read/large-reads-refused.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(BIG, Pflags.READ)
    refused = status_packet(s.last_id + 1, Status.BAD_MESSAGE, b"Bad message.")
    assert s.reads(handle, 0, 32769) == refused
    assert len(s.reads(handle, 0, 32768)) == 9 + 32768
    s.close_handle(handle)


@probe("read/handle-expires.json")
def _(p: Probe) -> None:
    s = p.session(6)
    handle = s.open(BIG, Pflags.READ)
    for block in range(4):
        assert len(s.reads(handle, block * 100, 100)) == 9 + 100
    unknown = status_packet(s.last_id + 1, Status.INVALID_HANDLE, b"Invalid handle")
    assert s.reads(handle, 400, 100) == unknown
    s.told(Packet.FSTAT, requests.stat(handle, 6), Status.INVALID_HANDLE, b"Invalid handle")
    s.told(Packet.CLOSE, string(handle), Status.INVALID_HANDLE, b"Invalid handle")
    # Whoever opens it again goes on where it was.
    again = s.open(BIG, Pflags.READ)
    assert len(s.reads(again, 400, 100)) == 9 + 100
    s.close_handle(again)
