"""A small careful SFTP client for the tests of `fuzz client`, with one bug planted by name.

`planted_client.py careful` has none: whatever a server sends, it does its work or ends with
status 3 and one line. It fetches /home/demo/in into the current folder and stores a file.
"""

import os
import struct
import subprocess
import sys
import time
from pathlib import Path

BUG = sys.argv[1]
BLOCK = 32768
LIMIT = 300_000
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
OK, EOF = 0, 1


class Wrong(Exception):
    """The server sent what it must not."""


class Reader:
    """Fields of a packet, each checked."""

    def __init__(self, data: bytes):
        self.data, self.place = data, 0

    def take(self, count: int) -> bytes:
        part = self.data[self.place : self.place + count]
        if len(part) != count:
            raise Wrong("cut")
        self.place += count
        return part

    def number(self, form: str = ">I") -> int:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def string(self) -> bytes:
        return self.take(self.number())

    def attributes(self) -> tuple[int | None, int | None]:
        """Size and permissions, where they are there."""
        size = mode = None
        flags = self.number()
        if flags & 1:
            size = self.number(">Q")
        if flags & 2:
            self.take(8)
        if flags & 4:
            mode = self.number()
        if flags & 8:
            self.take(8)
        if flags & 0x80000000:
            for _ in range(self.number()):
                self.string(), self.string()
        if flags & 0x7FFFFFF0:
            raise Wrong("unknown attributes")
        return size, mode


class Session:
    """One request at a time over OpenSSH's ssh."""

    def __init__(self) -> None:
        given = {name[12:].lower(): value for name, value in os.environ.items()
                 if name.startswith("SFTP_DOUBLE_")}
        self.ssh = subprocess.Popen(
            ["ssh", "-F", "none", "-q", "-i", given["key"], "-p", given["port"],
             "-o", f"UserKnownHostsFile={given['known_hosts']}", "-o", "IdentitiesOnly=yes",
             "-o", "BatchMode=yes", "-s", f"{given['user']}@{given['host']}", "sftp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
        )
        self.next = 0
        self.send(b"\x01" + struct.pack(">I", 3))
        reader = Reader(self.receive())
        if reader.number(">B") != 2 or reader.number() != 3:
            raise Wrong("no VERSION 3")

    def send(self, packet: bytes) -> None:
        try:
            self.ssh.stdin.write(struct.pack(">I", len(packet)) + packet)
        except BrokenPipeError:
            raise Wrong("gone") from None

    def exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = self.ssh.stdout.read(count - len(parts))
            if not part:
                if BUG != "waits":
                    raise Wrong("gone")
                time.sleep(0.05)  # For ever, and the tests beside it need the processor.
            parts += part
        return parts

    def receive(self) -> bytes:
        (length,) = struct.unpack(">I", self.exactly(4))
        if BUG == "memory" and length > LIMIT:
            room = b"x" * min(length, 1 << 29)
            raise Wrong(f"too long for {len(room)} bytes")
        if not 1 <= length <= LIMIT:
            raise Wrong("length")
        return self.exactly(length)

    def request(self, kind: int, payload: bytes) -> tuple[int, Reader]:
        self.next += 1
        self.send(struct.pack(">BI", kind, self.next) + payload)
        reader = Reader(self.receive())
        got = reader.number(">B")
        if reader.number() != self.next:
            raise Wrong("id")
        return got, reader

    def ask(self, wanted: int, kind: int, payload: bytes) -> Reader:
        got, reader = self.request(kind, payload)
        if got != wanted:
            raise Wrong(f"type {got}")
        return reader

    def succeed(self, kind: int, payload: bytes) -> None:
        if self.ask(STATUS, kind, payload).number() != OK:
            raise Wrong("refused")


def text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def names(session: Session, folder: bytes) -> list[bytes]:
    """The plain files of a folder."""
    handle = session.ask(HANDLE, 11, text(folder)).string()
    found: list[bytes] = []
    while True:
        got, reader = session.request(12, text(handle))
        if got == STATUS:
            if reader.number() != EOF:
                raise Wrong("refused")
            session.succeed(4, text(handle))
            return found
        if got != NAME:
            raise Wrong(f"type {got}")
        count = reader.number()
        if BUG == "count" and count * 16 > len(reader.data):
            os.abort()
        if count == 0 or count * 16 > len(reader.data):
            raise Wrong("count")
        for _ in range(count):
            name, _, (_, mode) = reader.string(), reader.string(), reader.attributes()
            if mode is not None and mode & 0o170000 == 0o100000:
                found.append(name)
        if len(found) > 1000:
            raise Wrong("endless")


def fetch(session: Session, path: bytes, local: str) -> None:
    """Download a file."""
    size, _ = session.ask(ATTRS, 17, text(path)).attributes()
    handle = session.ask(HANDLE, 3, text(path) + struct.pack(">II", 1, 0)).string()
    if BUG == "exception" and not handle:
        # Another text each time, as it has addresses and bytes of the input in real ones.
        raise IndexError(f"byte {os.urandom(1)[0]:#04x} at {os.getpid()}")
    data, offset = bytearray(), 0
    while True:
        asked = text(handle) + struct.pack(">QI", offset, BLOCK)
        got, reader = session.request(5, asked)
        if got == STATUS:
            if reader.number() != EOF:
                raise Wrong("refused")
            break
        block = reader.string()
        if got != DATA or not 0 < len(block) <= BLOCK:
            raise Wrong("data")
        data[offset : offset + len(block)] = block
        offset += BLOCK if BUG == "short" and size and offset + BLOCK < size else len(block)
        if size is not None and offset > size:
            raise Wrong("too much")
    session.succeed(4, text(handle))
    if len(data) != size and BUG != "short":
        raise Wrong("size")
    Path(local).write_bytes(data)


def store(session: Session, data: bytes, path: bytes) -> None:
    """Upload a file."""
    opened = text(path) + struct.pack(">II", 0x1A, 0)
    handle = session.ask(HANDLE, 3, opened).string()
    for offset in range(0, len(data), BLOCK):
        block = text(handle) + struct.pack(">Q", offset) + text(data[offset : offset + BLOCK])
        if BUG == "upload":
            session.ask(STATUS, 6, block)
        else:
            session.succeed(6, block)
    session.succeed(4, text(handle))


def main() -> None:
    session = Session()
    for name in names(session, b"/home/demo/in"):
        if BUG != "escape" and (b"/" in name or b"\0" in name or name in (b"", b".", b"..")):
            raise Wrong("name")
        if b"\0" in name or len(name) > 200:
            raise Wrong("name")
        fetch(session, b"/home/demo/in/" + name, os.fsdecode(name))
    store(session, Path(os.environ["SFTP_DOUBLE_UPLOAD"]).read_bytes(), b"/home/demo/out/up.bin")
    session.ssh.stdin.close()


try:
    main()
except (Wrong, OSError) as error:
    print(f"planted: {type(error).__name__}: {error}")
    sys.exit(3)
