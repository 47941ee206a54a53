"""Peers that do not speak SSH, or not SFTP: the server stays up, other sessions go on."""

import random
import socket
import struct
from collections.abc import Iterator

import paramiko
import pytest

from conftest import StartDouble
from harness import requests
from harness.bystander import Bystander
from harness.channel import connect as connect_ssh
from harness.protocol import Packet, Pflags, Status
from harness.rawsftp import RawSession
from harness.server import Double, Server
from harness.wire import string, u32

pytestmark = pytest.mark.needs_double

SECONDS = 10
NOISE = random.Random(7).randbytes(64 * 1024)
BANNER = b"SSH-2.0-Hostile_1.0\r\n"

ON_THE_PORT = {
    "an HTTP request": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a TLS hello": bytes.fromhex("16030100c8010000c40303") + NOISE[:200],
    "random bytes": NOISE,
    "random bytes without a line end": NOISE.replace(b"\n", b"."),
    "nothing": b"",
    "half an identification": b"SSH-2.0-Hos",
    "an endless identification": b"SSH-2.0-" + b"x" * 100_000,
    "version 1 of SSH": b"SSH-1.5-Old\r\n",
    "noise as the first packet": BANNER + NOISE,
    "a packet of length zero": BANNER + u32(0) + bytes(32),
    "a packet of 4 GiB": BANNER + b"\xff" * 64,
    "an empty KEXINIT": BANNER + u32(12) + b"\x0a\x14" + bytes(10),
    "a disconnect at once": BANNER + u32(28) + b"\x0a\x01" + u32(11) + u32(0) + u32(0) + bytes(14),
}
# What the journal gives as the cause, where it can know.
CAUSES = {
    "an HTTP request": "not an SSH 2 client: GET / HTTP/1.1",
    "version 1 of SSH": "not an SSH 2 client: SSH-1.5-Old",
    "a packet of 4 GiB": "4294967295",
    "nothing": "closed by the client",
    "half an identification": "closed by the client",
}


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    """A double that the bystander and the hostile peer share."""
    return start_double()


@pytest.fixture
def server(double: Double) -> Server:
    """Where that double listens."""
    return double.server()


@pytest.fixture
def bystander(server: Server) -> Iterator[Bystander]:
    """A session opened before the trouble."""
    session = Bystander(server)
    session.check()
    yield session
    session.close()


def connect(server: Server) -> socket.socket:
    """A TCP connection that says nothing yet."""
    return socket.create_connection((server.host, server.port), SECONDS)


def read_to_end(connection: socket.socket) -> bytes:
    """What the server still says until it ends the connection, by FIN or reset."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionError:
        pass
    return said


@pytest.mark.parametrize("what", ON_THE_PORT)
def test_garbage_on_the_port_ends_only_its_own_connection(
    what: str, double: Double, server: Server, bystander: Bystander
) -> None:
    known = connections_gone(double)

    with connect(server) as peer:
        try:
            peer.sendall(ON_THE_PORT[what])
            peer.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The server may have had enough before all was sent.
        bystander.check()
        said = read_to_end(peer)

    assert said.startswith(b"SSH-2.0-") or said == b""
    gone = double.journal.wait_for(count=known + 1, event="disconnected")
    assert gone[-1]["cause"]
    assert CAUSES.get(what, "") in gone[-1]["cause"]
    bystander.check()
    assert double.running


def connections_gone(double: Double) -> int:
    """How many connections the journal says have ended."""
    return len(double.journal.matching(event="disconnected"))


def test_a_reset_instead_of_an_identification(
    double: Double, server: Server, bystander: Bystander
) -> None:
    peer = connect(server)
    # SO_LINGER with time zero: close sends RST.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()

    double.journal.wait_for(event="disconnected")
    bystander.check()


def test_a_hundred_silent_connections_hold_nobody_up(
    server: Server, bystander: Bystander
) -> None:
    silent = [connect(server) for _ in range(100)]
    try:
        bystander.check()
        with RawSession(server) as newcomer:
            assert newcomer.exists(server.home.encode())
    finally:
        for connection in silent:
            connection.close()
    bystander.check()


def test_a_wrong_password_is_refused_and_recorded(
    double: Double, server: Server, bystander: Bystander
) -> None:
    transport = paramiko.Transport((server.host, server.port))
    transport.start_client(timeout=SECONDS)
    with pytest.raises(paramiko.AuthenticationException):
        transport.auth_password("demo", "wrong")
    with pytest.raises(paramiko.AuthenticationException):
        transport.auth_password("nobody", "demo")
    transport.auth_password("demo", "demo")
    transport.close()

    attempts = double.journal.wait_for(count=2, event="userAuthRequest", method="password")
    assert len(attempts) >= 2
    bystander.check()


@pytest.mark.parametrize("ask", ["shell", "exec", "pty", "x11", "unknown subsystem", "forwarding"])
def test_whatever_is_not_sftp_is_refused_and_the_connection_goes_on(
    ask: str, server: Server, bystander: Bystander
) -> None:
    transport = connect_ssh(server)
    with pytest.raises(paramiko.SSHException):
        if ask == "forwarding":
            transport.open_channel("direct-tcpip", ("127.0.0.1", 1), ("127.0.0.1", 2), timeout=10)
        else:
            channel = transport.open_session(timeout=SECONDS)
            channel.settimeout(SECONDS)
            REQUESTS[ask](channel)
    assert transport.is_active()
    channel = transport.open_session(timeout=SECONDS)
    channel.settimeout(SECONDS)
    channel.invoke_subsystem("sftp")
    channel.sendall(string(bytes([Packet.INIT]) + u32(3)))
    assert channel.recv(5)[4] == Packet.VERSION
    transport.close()
    bystander.check()


REQUESTS = {
    "shell": lambda channel: channel.invoke_shell(),
    "exec": lambda channel: channel.exec_command("id"),
    "pty": lambda channel: (channel.get_pty(), channel.invoke_shell()),
    "x11": lambda channel: channel.request_x11(handler=lambda *_: None),
    "unknown subsystem": lambda channel: channel.invoke_subsystem("netconf"),
}

AFTER_AUTHENTICATION = {
    "an HTTP request": b"GET / HTTP/1.1\r\n\r\n",
    "random bytes": b"\xff" + NOISE,
    "a length of 4 GiB": b"\xff\xff\xff\xff",
    "a length of zero": u32(0),
    "a shell's text": b"Welcome to the machine!\n",
}


@pytest.mark.parametrize("greet", [False, True], ids=["instead of INIT", "after INIT"])
@pytest.mark.parametrize("what", AFTER_AUTHENTICATION)
def test_lost_framing_ends_the_session_with_a_record(
    what: str, greet: bool, double: Double, server: Server, bystander: Bystander
) -> None:
    with RawSession(server, greet=greet) as session:
        try:
            session.send_bytes(AFTER_AUTHENTICATION[what])
        except OSError:
            pass  # The server may close before all was sent.
        with pytest.raises(EOFError):
            while True:
                session.receive_packet()

    double.journal.wait_for(event="error", cause=lambda text: "framing" in (text or ""))
    bystander.check()
    assert double.running


MALFORMED = {
    "an OPEN without its flags": bytes([Packet.OPEN]) + u32(9) + string(b"/x"),
    "a path longer than its packet": bytes([Packet.STAT]) + u32(9) + u32(1000) + b"/x",
    "a path of 4 GiB": bytes([Packet.LSTAT]) + u32(9) + b"\xff\xff\xff\xff" + b"/x",
    "a CLOSE without a handle": bytes([Packet.CLOSE]) + u32(9),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_packet_gets_bad_message_and_the_session_goes_on(
    what: str, double: Double, server: Server, bystander: Bystander
) -> None:
    with RawSession(server) as session:
        session.send_packet(MALFORMED[what])
        reply = session.receive_packet()
        assert reply[:9] == bytes([Packet.STATUS]) + u32(9) + u32(Status.BAD_MESSAGE)
        assert session.exists(server.home.encode())

    double.journal.wait_for(event="error", id=9)
    bystander.check()


def test_a_packet_too_short_for_an_id_is_answered_with_id_zero(server: Server) -> None:
    with RawSession(server) as session:
        session.send_packet(bytes([Packet.REALPATH, 0, 0]))
        reply = session.receive_packet()
        assert reply[:9] == bytes([Packet.STATUS]) + u32(0) + u32(Status.BAD_MESSAGE)
        assert session.exists(server.home.encode())


def test_bytes_behind_a_request_are_ignored_as_openssh_ignores_them(server: Server) -> None:
    with RawSession(server) as session:
        reply = session.request(Packet.REALPATH, string(b".") + b"more")
        assert reply.kind == Packet.NAME


@pytest.mark.parametrize("kind", [0, 21, 99, Packet.STATUS, Packet.ATTRS, 202, 255])
def test_a_type_that_is_no_request_is_unsupported(kind: int, server: Server) -> None:
    with RawSession(server) as session:
        reply = session.request(kind, b"")
        assert (reply.kind, reply.code) == (Packet.STATUS, Status.OP_UNSUPPORTED)
        assert session.exists(server.home.encode())


def test_a_conversation_byte_by_byte(server: Server) -> None:
    with RawSession(server, greet=False) as session:
        for byte in string(bytes([Packet.INIT]) + u32(3)):
            session.send_bytes(bytes([byte]))
        assert session.receive_packet()[0] == Packet.VERSION
        for byte in string(bytes([Packet.REALPATH]) + u32(77) + string(b".")):
            session.send_bytes(bytes([byte]))
        reply = session.receive_packet()
        assert reply[:5] == bytes([Packet.NAME]) + u32(77)


def test_a_client_that_vanishes_in_a_write_leaves_the_rest_working(
    double: Double, server: Server, bystander: Bystander
) -> None:
    session = RawSession(server)
    handle = session.open(server.path("cut").encode(), Pflags.WRITE | Pflags.CREAT)
    whole = bytes([Packet.WRITE]) + u32(5) + requests.write(handle, 0, b"w" * 30000)
    session.send_bytes(string(whole)[:10_000])
    known = connections_gone(double)
    session.transport.sock.close()
    session.transport.close()

    double.journal.wait_for(count=known + 1, event="disconnected")
    bystander.check()
    with RawSession(server) as later:
        assert later.stat(server.path("cut").encode()).size == 0


def test_a_client_that_never_reads_holds_nobody_up(server: Server, bystander: Bystander) -> None:
    with RawSession(server) as setup:
        setup.write(server.path("big").encode(), b"b" * (4 << 20))
    with RawSession(server) as session:
        handle = session.open(server.path("big").encode(), Pflags.READ)
        for index in range(2000):
            session.post(Packet.READ, requests.read(handle, index % 128 * 32768, 32768))
        bystander.check()
        # Now it reads after all, and gets every answer.
        answers = [session.receive_packet()[0] for _ in range(2000)]
        assert answers == [Packet.DATA] * 2000
