"""File operations on a bare SFTP session of any version.

It is the witness that looks at the server independently of the client under test, and the tool
of the hostile tests, because it can send what no honest client would. It is written from the
drafts, apart from the Swift, so that it is a second opinion on every layout.
"""

from harness import requests
from harness.attributes import Attributes
from harness.channel import connect, open_subsystem
from harness.protocol import Control, Packet, Pflags, Rename, Status
from harness.replies import Name, Reply, StatusError
from harness.server import Server
from harness.session import IN_FLIGHT, Session
from harness.wire import string

BLOCK_SIZE = 32768


class FileSession(Session):
    """What programs do with files, each as one or a few requests of the session's version."""

    def open(
        self, path: bytes, pflags: int, attributes: Attributes = requests.NO_ATTRIBUTES
    ) -> bytes:
        """Open a file as pflags say, translated for versions 5 up; returns the handle."""
        payload = requests.open_file(path, pflags, self.version, attributes)
        return self.expect(Packet.HANDLE, Packet.OPEN, payload).handle

    def open_with_access(self, path: bytes, access: int, flags: int) -> bytes:
        """Open a file with desired-access and flags (versions 5 up); returns the handle."""
        payload = requests.open_with_access(path, access, flags, self.version)
        return self.expect(Packet.HANDLE, Packet.OPEN, payload).handle

    def open_directory(self, path: bytes) -> bytes:
        """Open a directory and return its handle."""
        return self.expect(Packet.HANDLE, Packet.OPENDIR, string(path)).handle

    def close_handle(self, handle: bytes) -> None:
        """Close a file or directory handle."""
        self.expect(Packet.STATUS, Packet.CLOSE, string(handle))

    def stat(self, path: bytes) -> Attributes:
        """Attributes of what the path names, links followed."""
        payload = requests.stat(path, self.version)
        return self.expect(Packet.ATTRS, Packet.STAT, payload).attributes.check(self.version)

    def lstat(self, path: bytes) -> Attributes:
        """Attributes of the path itself."""
        payload = requests.stat(path, self.version)
        return self.expect(Packet.ATTRS, Packet.LSTAT, payload).attributes.check(self.version)

    def fstat(self, handle: bytes) -> Attributes:
        """Attributes of an open file."""
        payload = requests.stat(handle, self.version)
        return self.expect(Packet.ATTRS, Packet.FSTAT, payload).attributes.check(self.version)

    def set_stat(self, path: bytes, attributes: Attributes) -> None:
        """Change attributes."""
        payload = requests.set_stat(path, attributes, self.version)
        self.expect(Packet.STATUS, Packet.SETSTAT, payload)

    def set_mode(self, path: bytes, mode: int) -> None:
        """Set permission bits."""
        self.set_stat(path, Attributes(permissions=mode))

    def exists(self, path: bytes) -> bool:
        """Whether the path names something."""
        try:
            self.lstat(path)
        except StatusError as error:
            if error.code in (Status.NO_SUCH_FILE, Status.NO_SUCH_PATH):
                return False
            raise
        return True

    def read_link(self, path: bytes) -> bytes:
        """The text of a symbolic link."""
        return self.expect(Packet.NAME, Packet.READLINK, string(path)).names[0].name

    def real_path(self, path: bytes, control: Control | None = None, *compose: bytes) -> Name:
        """The canonical form of a path, with the attributes that came with it."""
        payload = requests.real_path(path, control, *compose)
        (name,) = self.expect(Packet.NAME, Packet.REALPATH, payload).names
        return name

    def expand_path(self, path: bytes) -> bytes:
        """What OpenSSH's expand-path@openssh.com makes of a path that may begin with a tilde."""
        payload = requests.extended(b"expand-path@openssh.com", string(path))
        return self.expect(Packet.NAME, Packet.EXTENDED, payload).names[0].name

    def entries(self, path: bytes) -> list[Name]:
        """All entries of a directory, as they come."""
        handle = self.open_directory(path)
        found: list[Name] = []
        while (reply := self.request(Packet.READDIR, string(handle))).kind == Packet.NAME:
            found += reply.names
            for entry in reply.names:
                entry.attributes.check(self.version)
        if reply.code != Status.EOF:
            raise StatusError(reply.code, reply.message)
        self.close_handle(handle)
        return found

    def names(self, path: bytes) -> set[bytes]:
        """The names in a directory without dot and dot-dot."""
        return {entry.name for entry in self.entries(path)} - {b".", b".."}

    def read(self, path: bytes) -> bytes:
        """The whole file, with many reads in flight; what CLOSE says does not matter."""
        size = self.stat(path).size
        assert size is not None
        handle = self.open(path, Pflags.READ)
        pieces = [b""] * (-(-size // BLOCK_SIZE))
        offsets = range(0, size, BLOCK_SIZE)
        reads = (requests.read(handle, offset, BLOCK_SIZE) for offset in offsets)
        for index, reply in self.pipelined(Packet.READ, reads):
            pieces[index] = reply.check(Packet.DATA).data
        self.request(Packet.CLOSE, string(handle))
        data = b"".join(pieces)
        assert len(data) == size, f"{len(data)} bytes read of {size}"
        return data

    def write(self, path: bytes, data: bytes) -> None:
        """Create or replace a file, with many writes in flight."""
        handle = self.open(path, Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC)
        writes = (
            requests.write(handle, offset, data[offset : offset + BLOCK_SIZE])
            for offset in range(0, len(data), BLOCK_SIZE)
        )
        for _, reply in self.pipelined(Packet.WRITE, writes):
            reply.check(Packet.STATUS)
        self.close_handle(handle)

    def remove(self, path: bytes) -> None:
        """Remove a file."""
        self.expect(Packet.STATUS, Packet.REMOVE, string(path))

    def rename(self, old: bytes, new: bytes, flags: int = Rename(0)) -> None:
        """Give another name; flags count in versions 5 up."""
        payload = requests.rename(old, new, self.version, flags)
        self.expect(Packet.STATUS, Packet.RENAME, payload)

    def make_directory(self, path: bytes) -> None:
        """Create a directory."""
        payload = requests.set_stat(path, requests.NO_ATTRIBUTES, self.version)
        self.expect(Packet.STATUS, Packet.MKDIR, payload)

    def remove_directory(self, path: bytes) -> None:
        """Remove an empty directory."""
        self.expect(Packet.STATUS, Packet.RMDIR, string(path))

    def link(self, existing: bytes, new: bytes, symbolic: bool) -> None:
        """Make a link: LINK in version 6, else OpenSSH's SYMLINK or hardlink@openssh.com."""
        if self.version >= 6:
            kind, payload = Packet.LINK, requests.link(new, existing, symbolic)
        elif symbolic:
            kind, payload = Packet.SYMLINK, requests.symlink(existing, new)
        else:
            name = b"hardlink@openssh.com"
            kind = Packet.EXTENDED
            payload = requests.extended(name, string(existing) + string(new))
        self.expect(Packet.STATUS, kind, payload)

    def lock(self, handle: bytes, offset: int, length: int, mask: int) -> Reply:
        """Ask for a byte-range lock (version 6); the caller judges the answer."""
        return self.request(Packet.BLOCK, requests.block(handle, offset, length, mask))

    def unlock(self, handle: bytes, offset: int, length: int) -> Reply:
        """Give a byte-range lock back (version 6); the caller judges the answer."""
        return self.request(Packet.UNBLOCK, requests.unblock(handle, offset, length))

    def make_empty_files(self, folder: bytes, names: list[bytes]) -> None:
        """Create many empty files."""
        flags = Pflags.WRITE | Pflags.CREAT
        for batch in (names[at : at + IN_FLIGHT] for at in range(0, len(names), IN_FLIGHT)):
            paths = (folder + b"/" + name for name in batch)
            opens = (requests.open_file(path, flags, self.version) for path in paths)
            opened = [reply for _, reply in self.pipelined(Packet.OPEN, opens)]
            closes = (string(reply.check(Packet.HANDLE).handle) for reply in opened)
            for _, reply in self.pipelined(Packet.CLOSE, closes):
                reply.check(Packet.STATUS)


class RawSession(FileSession):
    """A session on an SSH connection of its own."""

    def __init__(self, server: Server, version: int = 3, greet: bool = True):
        self.transport = connect(server)
        super().__init__(open_subsystem(self.transport), version, greet)

    def close(self) -> None:
        """End channel and connection."""
        super().close()
        self.transport.close()
