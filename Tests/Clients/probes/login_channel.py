"""Channels: how they open, what their windows let through, what is answered, how they end."""

import struct
import time

import paramiko
import pytest

from harness.channel import open_subsystem
from harness.journal import acted
from harness.protocol import Packet
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import FIN, SECONDS, ProbeSession, TappedTransport

CONFIRMATION, OPEN_FAILURE, ADJUST, ERRORS = 91, 92, 93, 95
EOF, CLOSE, REQUEST, SUCCESS, FAILURE = 96, 97, 98, 99, 100
HOME = b"/home/demo"


def announced(transport: TappedTransport) -> tuple[int, int]:
    """Window and packet size in the confirmation of the first channel."""
    _, _, window, packet = struct.unpack(">IIII", transport.of_type(CONFIRMATION)[0])
    return window, packet


def adjusts(transport: TappedTransport) -> list[int]:
    """By how much the window was made wider, each time."""
    return [struct.unpack(">II", body)[1] for body in transport.of_type(ADJUST)]


def kinds(transport: TappedTransport) -> list[int]:
    """The numbers of all messages about channels, in order."""
    return [kind for kind, _ in transport.messages if kind >= CONFIRMATION]


@probe("channel/window-below-packet.json")
def _(p: Probe) -> None:
    session = p.session()
    assert announced(session.transport) == (1024, 32768)
    data = bytes(range(256)) * 40
    session.write(HOME + b"/x", data)
    assert session.read(HOME + b"/x") == data
    given = adjusts(session.transport)
    assert len(given) >= 10
    assert all(512 <= count <= 1024 for count in given)


@probe("channel/window-of-2-gib.json")
def _(p: Probe) -> None:
    session = p.session()
    assert announced(session.transport) == (1 << 31, 35000)
    session.write(HOME + b"/x", bytes(100_000))
    assert session.read(HOME + b"/x") == bytes(100_000)
    assert adjusts(session.transport) == []


@probe("channel/stderr-before-reply.json")
def _(p: Probe) -> None:
    session = p.session()
    text = string(b"Welcome to the archive.\r\n")
    assert [body[4:] for body in session.transport.of_type(ERRORS)] == [u32(1) + text]
    order = kinds(session.transport)
    assert order.index(CONFIRMATION) < order.index(ERRORS) < order.index(SUCCESS)
    session.stat(HOME)


@probe("channel/subsystem-refused.json")
def _(p: Probe) -> None:
    transport = p.transport()
    for _ in range(2):
        with pytest.raises(paramiko.SSHException):
            open_subsystem(transport)
    assert len(transport.of_type(FAILURE)) == 2
    assert transport.of_type(SUCCESS) == []
    assert transport.is_active()
    p.acted("not here", 2, event="subsystemRequest", argument="sftp", status="PERMISSION_DENIED")


@probe("channel/open-after-eof.json")
def _(p: Probe) -> None:
    first = p.session()
    first.stat(HOME)
    first.channel.shutdown_write()
    # The double has read the end of file when it answers what came behind it.
    second = p.session(transport=first.transport)
    second.stat(HOME)
    assert first.transport.of_type(EOF) == []
    assert first.transport.of_type(CLOSE) == []
    assert first.transport.of_type(REQUEST) == []


@probe("channel/no-exit-status.json")
def _(p: Probe) -> None:
    session = p.session()
    session.channel.shutdown_write()
    assert session.rest() == b""
    assert session.exit_status() == -1
    assert session.transport.of_type(REQUEST) == []
    assert len(session.transport.of_type(EOF)) == 1
    assert len(session.transport.of_type(CLOSE)) == 1
    assert session.transport.is_active()


@probe("channel/killed.json")
def _(p: Probe) -> None:
    session = p.session()
    session.channel.shutdown_write()
    assert session.rest() == b""
    assert session.exit_status() == -1
    (request,) = session.transport.of_type(REQUEST)
    signal = string(b"KILL") + b"\0" + string(b"out of memory") + string(b"en")
    assert request[4:] == string(b"exit-signal") + b"\0" + signal


@probe("channel/ten-sessions.json")
def _(p: Probe) -> None:
    for _ in range(2):
        transport = p.transport()
        sessions = [p.session(transport=transport) for _ in range(10)]
        with pytest.raises(paramiko.ChannelException) as refused:
            transport.open_session()
        assert refused.value.code == 4
        (body,) = transport.of_type(OPEN_FAILURE)
        assert body[4:] == u32(4) + string(b"too many sessions") + string(b"en")
        for session in sessions:
            session.stat(HOME)


def fills(session: ProbeSession, count: int) -> None:
    """Send requests of exactly so many bytes, each of them answered."""
    while count:
        # REALPATH of a path that makes the packet as long as it may be; 13 bytes go around it.
        size = count if count <= 2000 else 1000
        reply = session.request(Packet.REALPATH, string(b"/" * (size - 13)))
        assert reply.names[0].name == b"/"
        count -= size


@probe("channel/window-withheld.json")
def _(p: Probe) -> None:
    session = p.session()
    assert announced(session.transport) == (65536, 35000)
    # INIT took 9 bytes.
    fills(session, 65536 - 9)
    assert session.channel.out_window_size == 0
    assert adjusts(session.transport) == []
    session.channel.settimeout(0.5)
    with pytest.raises(TimeoutError):
        session.channel.send(b"x")
    # Another channel of the same connection has a window of its own.
    p.session(transport=session.transport).stat(HOME)
    assert adjusts(session.transport) == []


@probe("channel/closed-after-adjust.json")
def _(p: Probe) -> None:
    session = p.session()
    assert announced(session.transport) == (32768, 35000)
    # INIT took 9 bytes; half of the window used up is when it is made wider.
    fills(session, 16384 - 9 - 20)
    assert adjusts(session.transport) == []
    session.post(Packet.REALPATH, string(b"/" * 7))
    session.rest()
    assert session.exit_status() == -1
    order = kinds(session.transport)
    assert order[order.index(ADJUST) :] == [ADJUST, EOF, CLOSE]
    assert adjusts(session.transport) == [16384]
    assert session.transport.is_active()


@probe("channel/cut-while-opening.json")
def _(p: Probe) -> None:
    transport = p.transport()
    with pytest.raises((paramiko.SSHException, EOFError)):
        transport.open_session(timeout=SECONDS)
    assert transport.ended() == FIN
    assert transport.of_type(CONFIRMATION) == []
    (entry,) = p.acted("cut off")
    assert (entry["event"], entry["status"]) == ("channelOpen", "OK")
    assert p.session().names(b"/home/demo") == set()


@probe("channel/subsystem-stalls.json")
def _(p: Probe) -> None:
    transport = p.transport()
    channel = transport.open_session(timeout=SECONDS)
    began = time.monotonic()
    channel.invoke_subsystem("sftp")
    assert time.monotonic() - began >= 0.5
    (entry,) = p.acted("dead line")
    assert (entry["event"], entry["status"]) == ("subsystemRequest", "OK")
    assert p.session().names(b"/home/demo") == set()
    # The second one was asked for, and no rule acted on it.
    p.journal.wait_for(count=2, event="subsystemRequest")
    p.acted("dead line", count=1)
    assert len(p.journal.matching(rules=acted("dead line"))) == 1
