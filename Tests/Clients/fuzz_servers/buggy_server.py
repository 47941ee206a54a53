"""A small SFTP server of version 3 on standard input and output with one bug planted in it.

The argument names the bug; `none` has none. What shows it is a STAT of a path of 77 bytes.
"""

import os
import signal
import struct
import sys

BUGS = ("none", "crash", "exit", "wrong-id", "hang", "grow", "doubled", "silent", "garbled")
INIT, VERSION, OPEN, CLOSE, READ, WRITE, REMOVE, MKDIR, RMDIR, REALPATH, STAT = (
    1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17
)
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
OK, END, MISSING, FAILURE, BAD_MESSAGE, UNSUPPORTED = 0, 1, 2, 4, 5, 8


def u32(number: int) -> bytes:
    """A word."""
    return struct.pack(">I", number)


def string(data: bytes) -> bytes:
    """A length and so many bytes."""
    return u32(len(data)) + data


class Fields:
    """The fields of a packet, in order; struct.error where one is cut."""

    def __init__(self, data: bytes) -> None:
        """Begin at the front."""
        self.data = data

    def number(self, form: str) -> int:
        """The next number."""
        size = struct.calcsize(form)
        (value,) = struct.unpack(form, self.data[:size])
        self.data = self.data[size:]
        return value

    def string(self) -> bytes:
        """The next string."""
        length = self.number(">I")
        if length > len(self.data):
            raise struct.error("cut")
        value, self.data = self.data[:length], self.data[length:]
        return value


class Server:
    """Files in memory, and the bug."""

    def __init__(self, bug: str) -> None:
        """Empty."""
        self.bug = bug
        self.files: dict[bytes, bytes] = {}
        self.handles: dict[bytes, bytes] = {}
        self.eaten: list[bytes] = []

    def send(self, kind: int, identity: int, body: bytes) -> None:
        """One reply."""
        sys.stdout.buffer.write(string(bytes([kind]) + u32(identity) + body))
        sys.stdout.buffer.flush()

    def status(self, identity: int, code: int) -> None:
        """A STATUS."""
        self.send(STATUS, identity, u32(code) + string(b"") + string(b""))

    def answer(self, packet: bytes) -> None:
        """Answer one request."""
        kind = packet[0]
        if kind == INIT:
            sys.stdout.buffer.write(string(bytes([VERSION]) + u32(3)))
            sys.stdout.buffer.flush()
            return
        fields = Fields(packet[1:])
        identity = 0
        try:
            identity = fields.number(">I")
            self.serve(kind, identity, fields)
        except struct.error:
            self.status(identity, BAD_MESSAGE)

    def serve(self, kind: int, identity: int, fields: Fields) -> None:
        """Answer a request that has an id."""
        if kind == STAT:
            self.stat(identity, fields.string())
        elif kind == OPEN:
            path, flags = fields.string(), fields.number(">I")
            if flags & 8:
                self.files.setdefault(path, b"")
            if path not in self.files:
                return self.status(identity, MISSING)
            handle = u32(len(self.handles))
            self.handles[handle] = path
            self.send(HANDLE, identity, string(handle))
        elif kind == CLOSE:
            known = self.handles.pop(fields.string(), None)
            self.status(identity, FAILURE if known is None else OK)
        elif kind == WRITE:
            handle, _offset, data = fields.string(), fields.number(">Q"), fields.string()
            if handle not in self.handles:
                return self.status(identity, FAILURE)
            self.files[self.handles[handle]] = data
            self.status(identity, OK)
        elif kind == READ:
            handle, offset, length = fields.string(), fields.number(">Q"), fields.number(">I")
            data = self.files.get(self.handles.get(handle, b""), b"")[offset:][:length]
            self.send(DATA, identity, string(data)) if data else self.status(identity, END)
        elif kind == MKDIR:
            self.files[fields.string()] = b""
            self.status(identity, OK)
        elif kind in (REMOVE, RMDIR):
            known = self.files.pop(fields.string(), None)
            self.status(identity, MISSING if known is None else OK)
        elif kind == REALPATH:
            path = fields.string()
            self.send(NAME, identity, u32(1) + string(path) + string(path) + u32(0))
        else:
            self.status(identity, UNSUPPORTED)

    def stat(self, identity: int, path: bytes) -> None:
        """STAT, and the bug."""
        if len(path) == 77:
            if self.bug == "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            if self.bug == "exit":
                sys.exit(3)
            if self.bug == "hang":
                signal.pause()
            if self.bug == "grow":
                self.eaten.append(b"x" * (200 << 20))
            if self.bug == "wrong-id":
                identity ^= 0x4000_0000
            if self.bug == "doubled":
                self.status(identity, MISSING)
            if self.bug == "silent":
                return
            if self.bug == "garbled":
                return self.send(ATTRS, identity, u32(0x80000000) + u32(0xFFFFFFFF))
        if path not in self.files:
            return self.status(identity, MISSING)
        size = struct.pack(">IQ", 1, len(self.files[path]))
        self.send(ATTRS, identity, size)


def serve(bug: str) -> None:
    """Serve to the end of the input."""
    server = Server(bug)
    source = sys.stdin.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        (length,) = struct.unpack(">I", head)
        if not 0 < length < 300_000:
            sys.exit(255)
        packet = source.read(length)
        if len(packet) < length:
            return
        server.answer(packet)


serve(sys.argv[1])
