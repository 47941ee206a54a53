"""A bare SFTP version 3 client on a paramiko channel: bytes in, bytes out, nothing guessed.

It is the witness that looks at the server independently of the client under test, and the
tool of the hostile tests, because it can send what no honest client would.
Layouts: draft-ietf-secsh-filexfer-02.
"""

import stat as file_mode
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import paramiko

from harness.server import Server

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT = 1, 2, 3, 4, 5, 6, 7, 8, 9
OPENDIR, READDIR, REMOVE, MKDIR, RMDIR, REALPATH, STAT = 11, 12, 13, 14, 15, 16, 17
RENAME, READLINK, SYMLINK = 18, 19, 20
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED, EXTENDED_REPLY = 101, 102, 103, 104, 105, 200, 201

OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE = 0, 1, 2, 3, 4, 5
OP_UNSUPPORTED = 8

FLAG_READ, FLAG_WRITE, FLAG_APPEND, FLAG_CREATE, FLAG_TRUNCATE = 1, 2, 4, 8, 16

SECONDS = 15
BLOCK = 32768
IN_FLIGHT = 32


class StatusError(Exception):
    """The server answered with a status other than OK."""

    def __init__(self, code: int, message: bytes):
        super().__init__(f"status {code}: {message.decode('utf-8', 'backslashreplace')}")
        self.code = code


@dataclass(frozen=True)
class Attributes:
    """What ATTRS said; nil where a field was absent."""

    size: int | None
    permissions: int | None
    modified: int | None

    @property
    def mode(self) -> int:
        """Permission bits without the file type."""
        assert self.permissions is not None
        return self.permissions & 0o7777

    @property
    def is_directory(self) -> bool:
        """Whether the type bits say directory."""
        return file_mode.S_ISDIR(self.permissions or 0)


def u32(value: int) -> bytes:
    """A uint32 on the wire."""
    return struct.pack(">I", value)


def string(value: bytes) -> bytes:
    """A string on the wire."""
    return u32(len(value)) + value


def parse_string(data: bytes, offset: int) -> tuple[bytes, int]:
    """The string at this offset and the offset behind it."""
    (length,) = struct.unpack_from(">I", data, offset)
    end = offset + 4 + length
    assert end <= len(data), f"string of {length} bytes ends outside the packet"
    return data[offset + 4 : end], end


def parse_attributes(data: bytes, offset: int = 0) -> tuple[Attributes, int]:
    """The ATTRS value (section 5) at this offset and the offset behind it."""
    (flags,) = struct.unpack_from(">I", data, offset)
    offset += 4
    size = permissions = modified = None
    if flags & 0x1:
        (size,) = struct.unpack_from(">Q", data, offset)
        offset += 8
    if flags & 0x2:
        offset += 8
    if flags & 0x4:
        (permissions,) = struct.unpack_from(">I", data, offset)
        offset += 4
    if flags & 0x8:
        (modified,) = struct.unpack_from(">I", data, offset + 4)
        offset += 8
    if flags & 0x80000000:
        (count,) = struct.unpack_from(">I", data, offset)
        offset += 4
        for _ in range(count * 2):
            _, offset = parse_string(data, offset)
    return Attributes(size, permissions, modified), offset


def connect(server: Server) -> paramiko.Transport:
    """An authenticated SSH connection that checked the host key."""
    transport = paramiko.Transport((server.host, server.port))
    transport.banner_timeout = transport.auth_timeout = SECONDS
    transport.start_client(timeout=SECONDS)
    actual = transport.get_remote_server_key()
    known = paramiko.HostKeys(str(server.known_hosts))
    assert known.check(f"[{server.host}]:{server.port}", actual), "unexpected host key"
    transport.auth_password(server.user, server.password)
    return transport


class RawSession:
    """One SFTP session; close it, or use it in a `with` statement."""

    def __init__(self, server: Server, greet: bool = True):
        self.transport = connect(server)
        self.channel = self.transport.open_session(timeout=SECONDS)
        self.channel.settimeout(SECONDS)
        self.channel.invoke_subsystem("sftp")
        self.greeted = greet
        self._next_id = 0
        if greet:
            self.send_packet(bytes([INIT]) + u32(3))
            assert self.receive_packet()[0] == VERSION

    def __enter__(self) -> "RawSession":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End channel and connection."""
        self.channel.close()
        self.transport.close()

    def send_bytes(self, data: bytes) -> None:
        """Send these bytes as they are."""
        self.channel.sendall(data)

    def send_packet(self, packet: bytes) -> None:
        """Send type and payload behind their length."""
        self.send_bytes(string(packet))

    def receive_exactly(self, count: int) -> bytes:
        """Exactly this many bytes; EOFError when the channel ends before."""
        parts = []
        while count:
            part = self.channel.recv(min(count, 1 << 20))
            if not part:
                raise EOFError("the server closed the channel")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def receive_packet(self) -> bytes:
        """The next packet: type and payload."""
        (length,) = struct.unpack(">I", self.receive_exactly(4))
        return self.receive_exactly(length)

    def post(self, kind: int, payload: bytes) -> int:
        """Send a request and return its id without waiting for the answer."""
        self._next_id = (self._next_id + 1) & 0xFFFFFFFF
        self.send_packet(bytes([kind]) + u32(self._next_id) + payload)
        return self._next_id

    def request(self, kind: int, payload: bytes) -> tuple[int, bytes]:
        """Send a request, wait for its answer: type and what follows the request id."""
        identifier = self.post(kind, payload)
        reply = self.receive_packet()
        assert reply[1:5] == u32(identifier), f"answer to another request: {reply[:16].hex()}"
        return reply[0], reply[5:]

    def expect(self, wanted: int, kind: int, payload: bytes) -> bytes:
        """Request whose answer must have this type; StatusError for another status."""
        reply, rest = self.request(kind, payload)
        if reply == STATUS:
            (code,) = struct.unpack_from(">I", rest)
            if wanted == STATUS and code == OK:
                return rest
            message, _ = parse_string(rest, 4)
            raise StatusError(code, message)
        assert reply == wanted, f"answer of type {reply}, not {wanted}"
        return rest

    def open(self, path: bytes, flags: int) -> bytes:
        """Open a file and return its handle."""
        rest = self.expect(HANDLE, OPEN, string(path) + u32(flags) + u32(0))
        return parse_string(rest, 0)[0]

    def close_handle(self, handle: bytes) -> None:
        """Close a file or directory handle."""
        self.expect(STATUS, CLOSE, string(handle))

    def stat(self, path: bytes) -> Attributes:
        """Attributes of what the path names, links followed."""
        return parse_attributes(self.expect(ATTRS, STAT, string(path)))[0]

    def lstat(self, path: bytes) -> Attributes:
        """Attributes of the path itself."""
        return parse_attributes(self.expect(ATTRS, LSTAT, string(path)))[0]

    def read_link(self, path: bytes) -> bytes:
        """The text of a symbolic link."""
        return parse_string(self.expect(NAME, READLINK, string(path)), 4)[0]

    def expand_path(self, path: bytes) -> bytes:
        """What OpenSSH's expand-path@openssh.com makes of a path that may begin with a tilde."""
        payload = string(b"expand-path@openssh.com") + string(path)
        return parse_string(self.expect(NAME, EXTENDED, payload), 4)[0]

    def names(self, path: bytes) -> set[bytes]:
        """The names in a directory without dot and dot-dot."""
        handle = parse_string(self.expect(HANDLE, OPENDIR, string(path)), 0)[0]
        found: set[bytes] = set()
        while True:
            try:
                rest = self.expect(NAME, READDIR, string(handle))
            except StatusError as error:
                if error.code != EOF:
                    raise
                break
            (count,) = struct.unpack_from(">I", rest)
            offset = 4
            for _ in range(count):
                name, offset = parse_string(rest, offset)
                _, offset = parse_string(rest, offset)
                _, offset = parse_attributes(rest, offset)
                found.add(name)
        self.close_handle(handle)
        return found - {b".", b".."}

    def exists(self, path: bytes) -> bool:
        """Whether the path names something."""
        try:
            self.lstat(path)
        except StatusError as error:
            if error.code == NO_SUCH_FILE:
                return False
            raise
        return True

    def read(self, path: bytes) -> bytes:
        """The whole file, with many reads in flight; what CLOSE says does not matter."""
        size = self.stat(path).size
        assert size is not None
        handle = self.open(path, FLAG_READ)
        pieces = [b""] * (-(-size // BLOCK))
        for index, answer in self._pipelined(
            READ, (string(handle) + struct.pack(">QI", at, BLOCK) for at in range(0, size, BLOCK))
        ):
            assert answer[0] == DATA, f"READ answered with {answer[:16].hex()}"
            pieces[index], _ = parse_string(answer, 5)
        self.request(CLOSE, string(handle))
        data = b"".join(pieces)
        assert len(data) == size, f"{len(data)} bytes read of {size}"
        return data

    def write(self, path: bytes, data: bytes) -> None:
        """Create or replace a file, with many writes in flight."""
        handle = self.open(path, FLAG_WRITE | FLAG_CREATE | FLAG_TRUNCATE)
        payloads = (
            string(handle) + struct.pack(">Q", at) + string(data[at : at + BLOCK])
            for at in range(0, len(data), BLOCK)
        )
        for _, answer in self._pipelined(WRITE, payloads):
            assert answer[:1] == bytes([STATUS]) and answer[5:9] == u32(OK), answer[:16].hex()
        self.close_handle(handle)

    def remove(self, path: bytes) -> None:
        """Remove a file."""
        self.expect(STATUS, REMOVE, string(path))

    def make_directory(self, path: bytes) -> None:
        """Create a directory."""
        self.expect(STATUS, MKDIR, string(path) + u32(0))

    def set_mode(self, path: bytes, mode: int) -> None:
        """Set permission bits."""
        self.expect(STATUS, SETSTAT, string(path) + u32(0x4) + u32(mode))

    def make_empty_files(self, folder: bytes, names: list[bytes]) -> None:
        """Create many empty files."""
        flags = u32(FLAG_WRITE | FLAG_CREATE) + u32(0)
        for batch in (names[at : at + IN_FLIGHT] for at in range(0, len(names), IN_FLIGHT)):
            opens = (string(folder + b"/" + name) + flags for name in batch)
            handles = [parse_string(reply, 5)[0] for _, reply in self._pipelined(OPEN, opens)]
            for _, reply in self._pipelined(CLOSE, map(string, handles)):
                assert reply[5:9] == u32(OK), reply.hex()

    def _pipelined(self, kind: int, payloads: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
        """Send requests, at most IN_FLIGHT unanswered; yield (index, reply) in reply order."""
        waiting: dict[bytes, int] = {}
        for index, payload in enumerate(payloads):
            waiting[u32(self.post(kind, payload))] = index
            if len(waiting) >= IN_FLIGHT:
                reply = self.receive_packet()
                yield waiting.pop(reply[1:5]), reply
        while waiting:
            reply = self.receive_packet()
            yield waiting.pop(reply[1:5]), reply
