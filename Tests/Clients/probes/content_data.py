"""What READ brings, what WRITE stores, what EXTENDED is answered: contents that are not true."""

from harness import requests
from harness.protocol import Packet, Pflags, Status
from harness.wire import string, u32, u64
from probes import Probe, probe

HOME = b"/home/demo"


@probe("read/one-byte-each.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open(HOME + b"/tiny.txt", Pflags.READ)
    for offset, byte in enumerate(b"hello, world\n"):
        assert session.reads(handle, offset, 32768) == session.data_packet(bytes([byte]))
    session.told(Packet.READ, requests.read(handle, 13, 32768), Status.EOF)
    session.close_handle(handle)


@probe("read/32-kib-at-most.json")
def _(p: Probe) -> None:
    session = p.session()
    path = HOME + b"/big.bin"
    content = session.read(path)
    handle = session.open(path, Pflags.READ)
    assert session.reads(handle, 7, 65536) == session.data_packet(content[7 : 7 + 32768])
    assert session.reads(handle, 7, 32768) == session.data_packet(content[7 : 7 + 32768])
    session.close_handle(handle)


@probe("read/more-than-asked.json")
def _(p: Probe) -> None:
    content = b"hello, world, this is more than was asked for\n"
    session = p.session()
    handle = session.open(HOME + b"/more.txt", Pflags.READ)
    assert session.reads(handle, 0, 5) == session.data_packet(content[:13])
    assert session.reads(handle, 40, 6) == session.data_packet(content[40:] + bytes(8))
    session.told(Packet.READ, requests.read(handle, len(content), 5), Status.EOF)
    session.close_handle(handle)


@probe("read/length-beyond-packet.json")
def _(p: Probe) -> None:
    content = b"hello, world\n"
    session = p.session()
    handle = session.open(HOME + b"/data.txt", Pflags.READ)
    packet = session.reads(handle, 0, 32768)
    head = bytes([Packet.DATA]) + u32(session.last_id)
    assert packet == head + u32(len(content) + 4096) + content
    session.close_handle(handle)


@probe("read/from-nowhere.json")
def _(p: Probe) -> None:
    folder, path = HOME + b"/nowhere", HOME + b"/nowhere/x.bin"
    session = p.session()
    (entry,) = session.entries(folder)
    assert (entry.name, entry.attributes.size) == (b"x.bin", 1 << 40)
    assert session.stat(path).size == 1 << 40
    handle = session.open(path, Pflags.READ)
    assert session.reads(handle, 1 << 30, 16) == session.data_packet(
        u64(1 << 30) + u64((1 << 30) + 8)
    )
    end = 1 << 40
    assert session.reads(handle, end - 4, 32768) == session.data_packet(u64(end - 8)[4:])
    session.told(Packet.READ, requests.read(handle, end, 1), Status.EOF)
    session.close_handle(handle)
    session.told(Packet.OPENDIR, string(folder + b"/x"), Status.NO_SUCH_FILE)


@probe("write/damaged-on-arrival.json")
def _(p: Probe) -> None:
    session = p.session()
    path = HOME + b"/damaged/x"
    handle = session.open(path, Pflags.WRITE | Pflags.CREAT)
    session.told(Packet.WRITE, requests.write(handle, 0, b"hello"), Status.OK)
    session.told(Packet.WRITE, requests.write(handle, 5, b", world"), Status.OK)
    session.close_handle(handle)
    assert session.read(path) == b"helln, world"


@probe("extension/answered-by-hand.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.greeting[b"tea@example.com"] == b"1"
    packet = session.answer(Packet.EXTENDED, requests.extended(b"tea@example.com", b"please"))
    head = bytes([Packet.EXTENDED_REPLY]) + u32(session.last_id)
    assert packet == head + string(b"green") + u32(5)
    session.told(Packet.EXTENDED, requests.extended(b"milk@example.com"), Status.OP_UNSUPPORTED)
