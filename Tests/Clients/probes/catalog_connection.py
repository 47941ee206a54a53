"""How connections end: handshake, login, resets, disconnects."""

from harness import requests
from harness.protocol import Packet, Pflags
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import DISCONNECTED, FIN, RESET

HOME = b"/home/demo"
PASSWORD_REQUEST_FAILED, SUCCESS = 51, 52


@probe("connection/first-two-refused.json")
def _(p: Probe) -> None:
    for _ in range(2):
        assert p.socket().until_end() == (b"", RESET)
    assert p.session().entries(HOME)


@probe("handshake/closed-before-version.json")
def _(p: Probe) -> None:
    session = p.session(greet=False)
    session.send_packet(bytes([Packet.INIT]) + u32(3))

    assert session.rest() == b""
    assert session.transport.ended() == FIN
    assert session.exit_status() == -1


@probe("handshake/slow-version.json")
def _(p: Probe) -> None:
    session = p.session()
    session.stat(HOME)

    (slow,) = p.acted("thinks", event="init")
    assert slow["durationMicroseconds"] >= 3_000_000
    (quick,) = p.journal.wait_for(event="getAttributes")
    assert quick["durationMicroseconds"] < 1_000_000


@probe("directory/disconnect-on-opendir.json")
def _(p: Probe) -> None:
    session = p.session()
    session.post(Packet.OPENDIR, string(b"/secret"))

    assert session.rest() == b""
    assert session.transport.ended() == DISCONNECTED
    assert session.transport.disconnected == (11, "listing is not allowed")


@probe("read/reset-after-64-kib.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open(HOME + b"/big.bin", Pflags.READ)
    first = session.expect(Packet.DATA, Packet.READ, requests.read(handle, 32768, 32768))
    assert len(first.data) == 32768
    session.post(Packet.READ, requests.read(handle, 65536, 1))

    assert session.transport.ended() == RESET


@probe("directory/channel-closed-mid-listing.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open_directory(HOME + b"/in")
    names = session.expect(Packet.NAME, Packet.READDIR, string(handle)).names
    assert len(names) == 4
    session.post(Packet.READDIR, string(handle))

    assert session.rest() == b""
    assert session.exit_status() == 1
    assert session.transport.is_active()
