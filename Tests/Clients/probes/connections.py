"""Connections that hide nothing: every byte, every SSH message, how the end came."""

import socket
import struct
import time
from typing import Any

import paramiko

from harness import requests
from harness.channel import SECONDS, open_subsystem
from harness.protocol import Packet, Status
from harness.rawsftp import FileSession
from harness.server import Server
from harness.wire import string, u32

# How a connection can end: FIN, RST, or SSH_MSG_DISCONNECT and then either of them.
FIN, RESET, DISCONNECTED = "fin", "reset", "disconnected"


class Tap:
    """A socket that remembers how the peer ended the connection; all else is the socket's."""

    def __init__(self, connection: socket.socket):
        self._connection = connection
        # FIN, RESET, or nil as long as neither was seen.
        self.ending: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self, count: int, flags: int = 0) -> bytes:
        """What the socket receives."""
        try:
            data = self._connection.recv(count, flags)
        except ConnectionResetError:
            self.ending = RESET
            raise
        if not data and not flags:
            self.ending = self.ending or FIN
        return data


def dial(server: Server) -> socket.socket:
    """A TCP connection with a time limit on every wait."""
    connection = socket.create_connection((server.host, server.port), SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class RawSocket:
    """A TCP connection to the double: what comes before, or below, SSH."""

    def __init__(self, server: Server):
        self.reset_at_once = False
        try:
            self.tap = Tap(dial(server))
        except ConnectionResetError:
            # So quick a reset is seen by connect().
            self.reset_at_once = True
            self.tap = Tap(socket.socket())

    def send(self, data: bytes) -> None:
        """Send all of this."""
        self.tap.sendall(data)

    def exactly(self, count: int) -> bytes:
        """Exactly this many bytes; EOFError when the connection ends before."""
        data = b""
        while len(data) < count:
            part = self.tap.recv(count - len(data))
            if not part:
                raise EOFError(f"the connection ended after {data!r}")
            data += part
        return data

    def line(self) -> bytes:
        """The next line with its line feed."""
        data = b""
        while not data.endswith(b"\n"):
            data += self.exactly(1)
        return data

    def until_end(self) -> tuple[bytes, str]:
        """All that still comes, and whether FIN or RESET ended it."""
        data = b""
        if self.reset_at_once:
            return data, RESET
        try:
            while part := self.tap.recv(65536):
                data += part
        except ConnectionResetError:
            return data, RESET
        return data, FIN

    def silent(self, seconds: float = 0.2) -> bool:
        """Whether nothing comes for so long; use it only to show that nothing is sent."""
        self.tap.settimeout(seconds)
        try:
            self.tap.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        finally:
            self.tap.settimeout(SECONDS)
        return False

    def reset(self) -> None:
        """End the connection by RST."""
        linger = struct.pack("ii", 1, 0)
        self.tap.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.tap.close()

    def close(self) -> None:
        """End the connection."""
        self.tap.close()


class TappedTransport(paramiko.Transport):
    """paramiko's SSH, with all messages of the server and the end of the connection kept."""

    def __init__(self, server: Server, **options: Any):
        self.tap = Tap(dial(server))
        # All messages that came, as (type, what follows the type).
        self.messages: list[tuple[int, bytes]] = []
        # Reason and text of SSH_MSG_DISCONNECT, once it came.
        self.disconnected: tuple[int, str] | None = None
        super().__init__(self.tap, **options)
        self._server = server
        self.banner_timeout = self.auth_timeout = self.handshake_timeout = SECONDS
        read = self.packetizer.read_message

        def read_message() -> tuple[int, paramiko.Message]:
            kind, message = read()
            self.messages.append((kind, message.asbytes()))
            return kind, message

        self.packetizer.read_message = read_message

    def begin(self) -> None:
        """Identification and key exchange; the host key must be the announced one."""
        self.start_client(timeout=SECONDS)
        actual = self.get_remote_server_key()
        known = paramiko.HostKeys(str(self._server.known_hosts))
        place = f"[{self._server.host}]:{self._server.port}"
        assert known.check(place, actual), "unexpected host key"

    def _parse_disconnect(self, m: paramiko.Message) -> None:
        self.disconnected = m.get_int(), m.get_text()

    def hang_up(self) -> None:
        """End the connection now; a mere close() waits for paramiko's reader to look up."""
        try:
            self.tap.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # The double was faster.
        self.close()

    def of_type(self, kind: int) -> list[bytes]:
        """What followed the type in all messages of this type that came so far."""
        return [body for found, body in self.messages if found == kind]

    def ended(self) -> str:
        """Wait for the end of the connection: FIN, RESET or DISCONNECTED."""
        self.join(SECONDS)
        assert not self.is_alive(), "the connection is still there"
        ending = DISCONNECTED if self.disconnected else self.tap.ending
        assert ending, "the connection was not ended by the double"
        return ending


def status_packet(
    identifier: int, code: int, message: bytes = b"", language: bytes = b"en", data: bytes = b""
) -> bytes:
    """A whole STATUS packet behind its length."""
    body = u32(code) + string(message) + string(language) + data
    return bytes([Packet.STATUS]) + u32(identifier) + body


class ProbeSession(FileSession):
    """An SFTP session whose bytes can be looked at one by one."""

    def __init__(self, transport: TappedTransport, version: int = 3, greet: bool = True):
        self.transport = transport
        super().__init__(open_subsystem(transport), version, greet)

    @property
    def last_id(self) -> int:
        """The id of the request that was sent last."""
        return self._next_id

    def greets(self) -> bytes:
        """Send INIT and return the next packet, whatever it is."""
        self.send_packet(bytes([Packet.INIT]) + u32(self.version))
        return self.receive_packet()

    def answer(self, kind: int, payload: bytes) -> bytes:
        """Send a request and return the next packet, whatever it is: type, id, all."""
        self.post(kind, payload)
        return self.receive_packet()

    def told(
        self,
        kind: int,
        payload: bytes,
        code: int,
        message: bytes | None = None,
        language: bytes = b"en",
        data: bytes = b"",
    ) -> bytes:
        """The answer must be this STATUS, byte by byte; nil: any message. Returns the message."""
        packet = self.answer(kind, payload)
        if message is None:
            assert packet[0] == Packet.STATUS, packet.hex()
            message = packet[13 : 13 + int.from_bytes(packet[9:13])]
        wanted = status_packet(self.last_id, code, message, language, data)
        assert packet == wanted, f"{packet.hex()} is not {wanted.hex()}"
        return message

    def tries_open(
        self, path: bytes, pflags: int, code: int, message: bytes | None = None
    ) -> bytes:
        """OPEN must be answered with this STATUS."""
        payload = requests.open_file(path, pflags, self.version)
        return self.told(Packet.OPEN, payload, code, message)

    def data_packet(self, data: bytes) -> bytes:
        """The DATA that answers the last request, without an end flag."""
        return bytes([Packet.DATA]) + u32(self.last_id) + string(data)

    def reads(self, handle: bytes, offset: int, length: int) -> bytes:
        """READ and return the whole answering packet."""
        return self.answer(Packet.READ, requests.read(handle, offset, length))

    def rest(self) -> bytes:
        """All bytes that still come until the channel ends."""
        data = b""
        while part := self.channel.recv(1 << 16):
            data += part
        return data

    def exit_status(self) -> int:
        """The exit status that came with the end of the channel, -1 if there was none."""
        return self.channel.recv_exit_status()

    def quiet(self) -> None:
        """Show that no answer to earlier requests is left: the next bytes are REALPATH's."""
        reply = self.request(Packet.REALPATH, string(b"/"))
        assert reply.kind == Packet.NAME, reply.describe()

    def close(self) -> None:
        """End channel and connection."""
        super().close()
        self.transport.hang_up()


# What most probes compare with.
OK, EOF, FAILURE = Status.OK, Status.EOF, Status.FAILURE
