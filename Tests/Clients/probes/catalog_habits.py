"""Personalities with habits of data, names, attributes and handles."""

from harness import requests
from harness.protocol import Packet, Pflags, Status
from harness.wire import Reader, string
from probes import Probe, probe

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC


@probe("personalities/32-kib-cap.json")
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/a", bytes(40_000))
    handle = s.open(HOME + b"/a", Pflags.READ)
    assert s.reads(handle, 0, 100_000) == s.data_packet(bytes(32_768))
    assert s.reads(handle, 32_768, 100_000) == s.data_packet(bytes(40_000 - 32_768))
    s.close_handle(handle)


@probe("personalities/excess-data.json")
def _(p: Probe) -> None:
    s = p.session()
    block = bytes(range(256)) * 4
    s.write(HOME + b"/a", block)
    handle = s.open(HOME + b"/a", Pflags.READ)
    assert s.reads(handle, 10, 100) == s.data_packet(block[10 : 10 + 612])
    s.close_handle(handle)


@probe("personalities/legacy-latin1-names.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        with p.session(version) as s:
            assert b"caf\xe9.txt" in s.names(HOME)
            if version == 6:
                assert s.greeting[b"filename-charset"] == b"ISO-8859-1"
            assert s.read(HOME + b"/caf\xe9.txt") == b"coffee\n"
            s.write(HOME + b"/na\xefve.txt", b"a")
            assert b"na\xefve.txt" in s.names(HOME)


@probe("personalities/no-type-bits.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.stat(HOME).permissions == 0o755
    assert {entry.attributes.permissions for entry in s.entries(HOME)} == {0o755}


@probe("personalities/sequential-writes.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/a", NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, b"first"), Status.OK)
    for offset in (0, 4, 6):
        s.told(Packet.WRITE, requests.write(handle, offset, b"x"), Status.FAILURE)
    s.told(Packet.WRITE, requests.write(handle, 5, b", second"), Status.OK)
    s.close_handle(handle)
    assert s.read(HOME + b"/a") == b"first, second"


@probe("personalities/sterling.json")
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/order", b"order 1")
    handle = s.open(HOME + b"/order", Pflags.READ)
    s.tries_open(HOME + b"/order", Pflags.READ, Status.PERMISSION_DENIED)
    assert s.reads(handle, 0, 100) == s.data_packet(b"order 1")
    s.told(Packet.READ, requests.read(handle, 7, 100), Status.EOF)
    s.close_handle(handle)
    assert not s.exists(HOME + b"/order")


@probe("personalities/v4-flags-at-v3.json")
def _(p: Probe) -> None:
    s = p.session()
    packet = Reader(s.answer(Packet.STAT, requests.stat(HOME, 3)))
    assert (packet.u8(), packet.u32(), packet.u32()) == (Packet.ATTRS, s.last_id, 0x3F)
    # The fields are those of version 3.
    assert packet.remaining == 28


@probe("personalities/v6-with-quirks.json")
def _(p: Probe) -> None:
    s = p.session(6)
    assert s.greeting[b"versions"] == b"3 4 5 6"
    s.write(HOME + b"/a", b"a")
    handle = s.open_directory(HOME)
    names = s.answer(Packet.READDIR, string(handle))
    assert names[0] == Packet.NAME
    assert names.endswith(b"\0\0\1") or names.endswith(b"\1\0\0")
    s.told(Packet.READDIR, string(handle), Status.EOF)
    s.close_handle(handle)


@probe("personalities/windows.json")
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/Report.TXT", b"a")
    assert s.read(HOME + b"/report.txt") == b"a"
    assert s.names(HOME) == {b"Report.TXT"}
    s.tries_open(HOME + b"/a:b", NEW, Status.FAILURE)
    s.told(Packet.RENAME, requests.rename(HOME + b"/report.txt", HOME + b"/what?", 3), 4)
    s.told(Packet.SYMLINK, requests.symlink(b"a", HOME + b"/l"), Status.PERMISSION_DENIED)
    assert s.stat(HOME).permissions == 0o755
