"""What comes before SSH, what its transport does, and what happens to the bytes below it."""

import hashlib
import threading
import time

import paramiko
import pytest

from harness import requests
from harness.channel import SECONDS
from harness.protocol import Packet, Pflags
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import FIN, RESET

HOME = b"/home/demo"
BIG = HOME + b"/big.bin"
MSG_EXT_INFO, MSG_KEXINIT, MSG_NEWKEYS = 7, 20, 21
BLOCK = 32768


def digest(data: bytes) -> str:
    """A short name for content."""
    return hashlib.sha256(data).hexdigest()


def server_kexinits(transport: paramiko.Transport) -> int:
    """How often the server began, or joined, a key exchange."""
    return len(transport.of_type(MSG_KEXINIT))


# Identification


@probe("identification/absent.json")
def _(p: Probe) -> None:
    first = p.socket()
    first.send(b"SSH-2.0-probe\r\n")
    assert first.silent(0.5)
    assert p.session().entries(HOME)
    p.acted("says nothing", event="identification", connection=1)
    # The one that waits is still there.
    assert first.silent(0.1)


@probe("identification/late.json")
def _(p: Probe) -> None:
    started = time.monotonic()
    raw = p.socket()
    assert raw.line().startswith(b"SSH-2.0-OpenSSH_9.2 sftp-double")
    assert time.monotonic() - started >= 2
    assert p.session().entries(HOME) is not None


@probe("identification/lines-before.json")
def _(p: Probe) -> None:
    raw = p.socket()
    assert [raw.line() for _ in range(3)] == [
        b"Authorised use only.\r\n",
        b"\r\n",
        b"SS: not the line yet\r\n",
    ]
    assert raw.line().startswith(b"SSH-2.0-OpenSSH_9.2 sftp-double")
    # The lines are not part of what both sides sign: paramiko skips them and logs in.
    assert p.session().real_path(b".").name == HOME


@probe("identification/too-long.json")
def _(p: Probe) -> None:
    line = p.socket().line()
    assert len(line) == 302
    assert line.startswith(b"SSH-2.0-OpenSSH_9.2 and a comment")
    assert line.endswith(b"\r\n")
    # paramiko takes it, and the exchange hash is right, as libssh believes that it sent it.
    session = p.session()
    assert len(session.transport.remote_version) == 300
    assert session.real_path(b".").name == HOME


@probe("identification/empty-software.json")
def _(p: Probe) -> None:
    raw = p.socket()
    assert raw.line() == b"SSH-2.0-\r\n"
    raw.send(b"SSH-2.0-probe\r\n")
    packet = raw.exactly(6)
    assert packet[5] == MSG_KEXINIT


@probe("identification/stranger-with-openssh-order.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.transport.remote_version == "SSH-2.0-Stranger_1.0"
    # OpenSSH's order: the target first.
    session.told(Packet.SYMLINK, string(b"target.txt") + string(HOME + b"/link"), 0)
    assert session.read_link(HOME + b"/link") == b"target.txt"


# Transport


@probe("transport/rekey-mid-transfer.json")
def _(p: Probe) -> None:
    session = p.session()
    assert server_kexinits(session.transport) == 1
    content = session.read(BIG)
    assert len(content) == 1 << 20
    assert server_kexinits(session.transport) == 2
    uploading = p.session()
    uploading.write(HOME + b"/copy.bin", content)
    assert server_kexinits(uploading.transport) == 2
    assert digest(session.read(HOME + b"/copy.bin")) == digest(content)
    for transport in (session.transport, uploading.transport):
        assert len(transport.of_type(MSG_NEWKEYS)) == 2
    p.acted("new keys", count=2)
    assert len(p.journal.wait_for(count=8, event="keyExchange")) == 8


@probe("transport/rekey-every-64-kib.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open(BIG, Pflags.READ)
    for offset in range(0, 1 << 20, BLOCK):
        # Answers that lie with libssh already share one exchange, so one is asked for at a time.
        assert len(session.reads(handle, offset, BLOCK)) == 9 + BLOCK
    assert server_kexinits(session.transport) >= 10


@probe("transport/disconnect-on-ext-info.json")
def _(p: Probe) -> None:
    session = p.session()
    ignored = paramiko.Message()
    ignored.add_byte(bytes([2]))
    ignored.add_string(b"not what it waits for")
    session.transport._send_message(ignored)
    assert session.real_path(b".").name == HOME

    # RFC 8308 section 2.4: the number of extensions, none of them.
    information = paramiko.Message()
    information.add_byte(bytes([MSG_EXT_INFO]))
    information.add_int(0)
    session.transport._send_message(information)
    assert session.transport.ended() == FIN
    (end,) = p.journal.wait_for(event="disconnected")
    assert end["cause"] == "closed by the server without a word"


@probe("transport/keepalives-refused.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.transport.global_request("keepalive@openssh.com", wait=True) is None
    assert len(session.transport.of_type(82)) == 1
    assert session.real_path(b".").name == HOME


@probe("transport/keepalives-unanswered.json")
def _(p: Probe) -> None:
    session = p.session()
    message = paramiko.Message()
    message.add_byte(bytes([80]))
    message.add_string(b"keepalive@openssh.com")
    message.add_boolean(True)
    session.transport._send_user_message(message)
    # An answer to SFTP that was asked for later comes, so the other one never does.
    assert session.real_path(b".").name == HOME
    assert session.transport.of_type(81) == session.transport.of_type(82) == []


@probe("transport/only-old-algorithms.json")
def _(p: Probe) -> None:
    raw = p.socket()
    assert raw.line() == b"SSH-2.0-OpenSSH_5.3\r\n"
    raw.send(b"SSH-2.0-probe\r\n")
    length = int.from_bytes(raw.exactly(4))
    message = paramiko.Message(raw.exactly(length)[18:])
    lists = [message.get_list() for _ in range(8)]
    methods = [name for name in lists[0] if not name.startswith("kex-strict")]
    assert methods == ["diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"]
    assert lists[1] == ["ssh-rsa"]
    assert lists[2] == lists[3] == ["aes128-cbc", "3des-cbc"]
    assert lists[4] == lists[5] == ["hmac-sha1"]
    assert lists[6] == lists[7] == ["none"]


@probe("transport/compression-required.json")
def _(p: Probe) -> None:
    with pytest.raises(paramiko.SSHException):
        p.transport(user=None)
    transport = paramiko.Transport((p.server().host, p.server().port))
    transport.use_compression()
    transport.connect(username="demo", password="demo")
    try:
        assert transport.remote_compression == "zlib@openssh.com"
        client = paramiko.SFTPClient.from_transport(transport)
        with client.open("/home/demo/zeros.bin") as file:
            assert file.read() == bytes(1 << 20)
    finally:
        transport.close()


@probe("handshake/reset-before-version.json")
def _(p: Probe) -> None:
    transport = p.transport()
    channel = transport.open_session()
    try:
        channel.invoke_subsystem("sftp")
    except paramiko.SSHException:
        pass  # The reset was faster than the answer.
    assert transport.ended() == RESET
    assert p.journal.wait_for(event="connected")
    assert not p.journal.matching(event="init")


# The stream


def until_cut(session, path: bytes) -> int:
    """Download until the connection ends; returns the bytes of the file that came."""
    handle = session.open(path, Pflags.READ)
    received = 0
    while True:
        session.post(Packet.READ, requests.read(handle, received, BLOCK))
        try:
            packet = session.receive_packet()
        except EOFError:
            return received
        assert packet[0] == Packet.DATA
        received += len(packet) - 9


@probe("connection/closed-after-100-kib.json")
def _(p: Probe) -> None:
    good = p.session()
    assert len(good.read(HOME + b"/good.bin")) == 1 << 20
    received = until_cut(good, HOME + b"/bad/big.bin")
    # 100 KiB of the connection, the answer to OPEN among them: three blocks and a part of one.
    assert received == 3 * BLOCK
    assert good.transport.ended() == FIN
    (end,) = p.journal.wait_for(event="disconnected")
    assert end["cause"] == "closed by the server without a word"


@probe("connection/idle-dropped.json")
def _(p: Probe) -> None:
    busy = p.session()
    started = time.monotonic()
    idle = p.session()
    while idle.transport.is_active() and time.monotonic() - started < SECONDS:
        busy.real_path(b".")
    assert idle.transport.ended() == FIN
    assert time.monotonic() - started >= 1.5
    (end,) = p.journal.wait_for(event="disconnected")
    assert end["cause"] == "idle time-out"
    assert busy.real_path(b".").name == HOME


@probe("connection/black-hole.json")
def _(p: Probe) -> None:
    session, bystander = p.session(), p.session()
    handle = session.open(BIG, Pflags.READ)
    first = session.expect(Packet.DATA, Packet.READ, requests.read(handle, 0, BLOCK))
    assert len(first.data) == BLOCK
    session.post(Packet.READ, requests.read(handle, 1 << 16, BLOCK))
    p.acted("line dead", event="fileRead")
    session.post(Packet.READ, requests.read(handle, 0, BLOCK))
    assert bystander.real_path(b".").name == HOME
    session.channel.settimeout(0.5)
    with pytest.raises(TimeoutError):
        session.channel.recv(1)
    assert session.transport.is_active()
    # The request behind it never reached the server.
    assert len(p.journal.matching(event="fileRead")) == 2


@probe("connection/bytes-corrupted.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open(BIG, Pflags.READ)
    for offset in (0, BLOCK):
        session.expect(Packet.DATA, Packet.READ, requests.read(handle, offset, BLOCK))
    session.post(Packet.READ, requests.read(handle, 2 * BLOCK, BLOCK))
    # The code of the packet does not fit, so paramiko gives up.
    session.transport.join(SECONDS)
    assert not session.transport.is_alive()
    assert session.transport.saved_exception is not None
    p.acted("bit flip", event="fileRead")


@probe("connection/bytes-inserted.json")
def _(p: Probe) -> None:
    session = p.session()
    handle = session.open(BIG, Pflags.READ)
    session.expect(Packet.DATA, Packet.READ, requests.read(handle, 0, BLOCK))
    tap = session.transport.tap
    foreign = b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n"
    receive, seen, block = tap.recv, bytearray(), threading.Event()

    def record(count: int, flags: int = 0) -> bytes:
        """What the socket receives, kept."""
        data = receive(count, flags)
        seen.extend(data)
        if len(seen) >= 16:
            block.set()
        return data

    tap.recv = record
    # Behind an answer nobody is left in a receive from before.
    session.real_path(b".")
    seen.clear()
    block.clear()
    session.post(Packet.READ, requests.read(handle, 2 * BLOCK, BLOCK))
    # paramiko reads a length from the first block and mostly stops there. The key makes any
    # number of that length: one in sixteen is whole blocks, and paramiko waits for them.
    assert block.wait(SECONDS)
    assert seen[:16] == foreign[:16]
    p.acted("proxy speaks", event="fileRead")


@probe("connection/too-many-connections.json")
def _(p: Probe) -> None:
    first = p.session()
    data, ending = p.socket().until_end()
    line, _, packet = data.partition(b"\r\n")
    assert line.startswith(b"SSH-2.0-")
    # Length, length of the padding, SSH_MSG_DISCONNECT, reason, description, language.
    assert packet[5:] == b"\x01" + u32(12) + string(b"full") + string(b"") + bytes(packet[4])
    assert ending == FIN
    assert first.real_path(b".").name == HOME


@probe("connection/slow-line.json")
def _(p: Probe) -> None:
    quick, slow = p.session(), p.session(user="dialup")
    started = time.monotonic()
    content = slow.read(b"/srv/big.bin")
    down = time.monotonic() - started
    assert 0.9 <= down, "256 KiB at 256 KiB a second"
    started = time.monotonic()
    slow.write(b"/home/dialup/up.bin", content[: 1 << 16])
    assert 0.9 <= time.monotonic() - started, "64 KiB at 64 KiB a second"
    assert digest(quick.read(b"/srv/big.bin")) == digest(content)
    assert quick.read(b"/home/dialup/up.bin") == content[: 1 << 16]


@probe("connection/far-away.json")
def _(p: Probe) -> None:
    session = p.session()
    times = []
    for _ in range(5):
        started = time.monotonic()
        assert session.real_path(b".").name == HOME
        times.append(time.monotonic() - started)
    # Twice a draw from a distribution whose median is 50 ms; half of it is rarely undercut.
    assert sum(times) / len(times) >= 0.05


@probe("connection/byte-by-byte.json")
def _(p: Probe) -> None:
    def pieces() -> int:
        """In how many pieces the line comes."""
        raw, line, count = p.socket(), b"", 0
        while not line.endswith(b"\n"):
            line, count = line + raw.tap.recv(4096), count + 1
        return count

    # Bytes that come faster than they are read arrive together, but not all of them each time.
    assert any(pieces() > 1 for _ in range(3))
    assert p.session().entries(HOME) is not None


@probe("connection/stops-reading.json")
def _(p: Probe) -> None:
    session, bystander = p.session(), p.session()
    started = time.monotonic()
    session.write(HOME + b"/stuck/up.bin", bytes(1 << 20))
    assert time.monotonic() - started >= 3
    p.acted("busy elsewhere")
    assert bystander.stat(HOME + b"/stuck/up.bin").size == 1 << 20
