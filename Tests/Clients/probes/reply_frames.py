"""Packets whose frames are damaged: cut, empty, in pieces (rows 67, 103, 108)."""

from harness import requests
from harness.protocol import Packet, Pflags
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import FIN

HOME = b"/home/demo"
# SSH_MSG_CHANNEL_DATA (RFC 4254 section 5.2).
CHANNEL_DATA = 94


@probe("frame/cut-short-then-eof.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/big.bin", Pflags.READ)
    for offset in (0, 32768):
        assert len(s.reads(handle, offset, 32768)) == 9 + 32768
    identifier = s.post(Packet.READ, requests.read(handle, 65536, 32768))
    cut = s.rest()
    assert len(cut) == 1000
    assert cut[:13] == u32(32777) + bytes([Packet.DATA]) + u32(identifier) + u32(32768)
    assert s.exit_status() == 0
    assert s.transport.is_active()


@probe("frame/cut-then-closed.json")
def _(p: Probe) -> None:
    s = p.session()
    identifier = s.post(Packet.STAT, requests.stat(HOME, 3))
    # Flags of version 3 that say SIZE, UIDGID, PERMISSIONS, ACMODTIME, less their last byte.
    assert s.rest() == u32(37) + bytes([Packet.ATTRS]) + u32(identifier) + bytes(3)
    assert s.transport.ended() == FIN
    assert s.exit_status() == -1


@probe("frame/length-zero.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open_directory(HOME)
    s.post(Packet.READDIR, string(handle))
    assert s.receive_exactly(4) == u32(0)
    packet = s.receive_packet()
    assert packet[:5] == bytes([Packet.NAME]) + u32(s.last_id)
    s.close_handle(handle)


@probe("frame/answer-in-pieces.json")
def _(p: Probe) -> None:
    s = p.session()
    start = len(s.transport.of_type(CHANNEL_DATA))
    identifier = s.post(Packet.STAT, requests.stat(HOME, 3))
    packet = s.receive_packet()
    assert packet[:5] == bytes([Packet.ATTRS]) + u32(identifier)
    pieces = [body[4:] for body in s.transport.of_type(CHANNEL_DATA)[start:]]
    assert pieces == [string(bytes([byte])) for byte in string(packet)]
