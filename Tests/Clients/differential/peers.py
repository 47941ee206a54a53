"""The servers that are compared, each with a session and the folder its trees are made in."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import paramiko

from harness import requests
from harness.channel import SECONDS, Channel, Pipes, open_subsystem
from harness.protocol import Control, FileType, Packet, Pflags
from harness.rawsftp import FileSession
from harness.server import double_binary
from harness.wire import string

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"
QUIET = {"SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# What a tree looks like: path → (type, mode, content, target or size of a directory).
Tree = dict[bytes, tuple]


@dataclass(frozen=True)
class Kind:
    """One server program."""

    name: str
    versions: tuple[int, ...]
    # Makes a channel; gets the folder that is the default directory of the session.
    start: Callable[[Path], Channel]
    # Whether SYMLINK has OpenSSH's order of the paths.
    target_first: bool = True
    # Whether the trees lie in the folder, so that they can be seen from outside.
    is_on_disk: bool = True


class Peer:
    """A running server of one kind; `session` is replaced when the server ends it."""

    def __init__(self, kind: Kind, version: int, folder: Path):
        self.kind = kind
        self.wanted = version
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.session = self._open()
        # Handles that stay open between the cases of a sequence, by their number.
        self.held: dict[int, bytes] = {}
        # asyncssh does not do without the control byte of version 6.
        control = Control.NO_CHECK if version >= 6 else None
        self.base = self.session.real_path(b".", control).name.rstrip(b"/")

    def _open(self) -> FileSession:
        session = FileSession(self.kind.start(self.folder), self.wanted)
        assert session.version == self.wanted, f"{self.kind.name} speaks {session.version}"
        return session

    def reopen(self) -> None:
        """Start over with a new session, after the server ended the old one."""
        self.session.close()
        self.held.clear()
        self.session = self._open()

    def close(self) -> None:
        """End the session."""
        self.session.close()

    def make_tree(self, name: bytes) -> None:
        """Make the tree that all cases begin with; in memory it is there from the start."""
        if self.kind.is_on_disk:
            tree = self.folder / os.fsdecode(name)
            if tree.exists():
                shutil.rmtree(tree)
            make_on_disk(tree)

    def look(self, name: bytes) -> Tree:
        """What is in a tree now."""
        if self.kind.is_on_disk:
            return look_on_disk(self.folder / os.fsdecode(name))
        return look_by_protocol(self.session, name)


# How many trees are prepared for servers whose trees cannot be made from outside.
PREPARED = 500
FILES = {"file": b"0123456789", "other": b"another one", "full/inner": b"in"}
DIRECTORIES = ("empty", "full")
LINKS = {
    "link": "file", "folder-link": "full", "dangling": "nowhere", "loop": "loop",
}


def tree_name(number: int) -> bytes:
    """The name of a tree."""
    return b"tree-%d" % number


def make_on_disk(root: Path) -> None:
    """The tree, made with system calls."""
    root.mkdir(mode=0o755)
    for name in DIRECTORIES:
        (root / name).mkdir(mode=0o755)
    for name, content in FILES.items():
        (root / name).write_bytes(content)
        (root / name).chmod(0o644)
    for name, target in LINKS.items():
        (root / name).symlink_to(target)


def scenario_of_trees(user: str) -> str:
    """A scenario with the trees in the user's home."""
    files: dict[str, dict] = {}
    for number in range(PREPARED):
        root = f"/home/{user}/{os.fsdecode(tree_name(number))}"
        files |= {f"{root}/{name}": {"directory": True} for name in DIRECTORIES}
        files |= {f"{root}/{name}": {"text": text.decode()} for name, text in FILES.items()}
        files |= {f"{root}/{name}": {"symlink": target} for name, target in LINKS.items()}
    return json.dumps({"version": 1, "files": files})


def look_on_disk(root: Path) -> Tree:
    """The tree seen with system calls."""
    tree: Tree = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = Path(folder, name)
            seen = path.lstat()
            mode, content = stat.S_IMODE(seen.st_mode), b""
            if stat.S_ISLNK(seen.st_mode):
                kind, mode, content = FileType.SYMLINK, 0, os.fsencode(os.readlink(path))
            elif stat.S_ISDIR(seen.st_mode):
                kind = FileType.DIRECTORY
            else:
                kind = FileType.REGULAR
                with path.open("rb") as file:
                    content = file.read(32768)
            tree[os.fsencode(path.relative_to(root))] = (int(kind), mode, content)
    return tree


def look_by_protocol(session: FileSession, root: bytes) -> Tree:
    """The tree seen with requests, folder by folder, with few round trips."""
    tree: Tree = {}
    folders = [b""]
    for folder in folders:
        entries = session.entries(root + b"/" + folder if folder else root)
        wanted: list[tuple[bytes, Packet]] = []
        for entry in entries:
            if entry.name in (b".", b".."):
                continue
            path = folder + b"/" + entry.name if folder else entry.name
            kind, mode = entry.attributes.kind, entry.attributes.mode
            tree[path] = (int(kind or 0), 0 if kind == FileType.SYMLINK else mode, b"")
            if kind == FileType.DIRECTORY:
                folders.append(path)
            else:
                is_link = kind == FileType.SYMLINK
                wanted.append((path, Packet.READLINK if is_link else Packet.OPEN))
        look_into(session, root, wanted, tree)
    return tree


def look_into(
    session: FileSession, root: bytes, wanted: list[tuple[bytes, Packet]], tree: Tree
) -> None:
    """Fill in the targets of links and the first bytes of files."""
    replies = session.burst(
        (kind, string(root + b"/" + path) if kind == Packet.READLINK else
         requests.open_file(root + b"/" + path, Pflags.READ, session.version))
        for path, kind in wanted
    )
    handles = [reply.handle for reply in replies if reply.kind == Packet.HANDLE]
    reads = session.burst((Packet.READ, requests.read(handle, 0, 32768)) for handle in handles)
    session.burst((Packet.CLOSE, string(handle)) for handle in handles)
    contents = iter(reads)
    for (path, kind), reply in zip(wanted, replies, strict=True):
        if reply.kind == Packet.HANDLE:
            content = next(contents).data
        else:
            content = reply.names[0].name if reply.names else reply.describe().encode()
        tree[path] = (*tree[path][:2], content)


def pipes(*command: str | Path) -> Callable[[Path], Channel]:
    """A server that is started over pipes, in the folder of its trees."""
    return lambda folder: Pipes(command, folder, os.environ | QUIET)


def double(*options: str) -> Callable[[Path], Channel]:
    """The double over pipes."""

    def start(folder: Path) -> Channel:
        words = [option.replace("FOLDER", str(folder)) for option in options]
        return pipes(double_binary(), "stdio", *words)(folder)

    return start


class AsyncSSH:
    """asyncssh's server on the loopback interface, and one connection to it."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, PROGRAMS / "asyncssh_server.py"], cwd=folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, umask=0o022,
        )
        assert self.process.stdout
        ready = json.loads(self.process.stdout.readline())
        self.transport = paramiko.Transport(("127.0.0.1", ready["port"]))
        self.transport.start_client(timeout=SECONDS)
        self.transport.auth_password("demo", "demo")

    def start(self, folder: Path) -> Channel:
        """A channel; the folder is the one the server runs in."""
        return open_subsystem(self.transport)

    def close(self) -> None:
        """End connection and server, which stops when its input ends."""
        self.transport.close()
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def in_memory(folder: Path) -> Channel:
    """The double with all trees in memory."""
    (folder / "trees.json").write_text(scenario_of_trees("demo"))
    return double("FOLDER/trees.json")(folder)


def overlaid(folder: Path) -> Channel:
    """The double with writes kept in memory above a folder of trees that is only read."""
    if not (folder / os.fsdecode(tree_name(0))).exists():
        for number in range(PREPARED):
            make_on_disk(folder / os.fsdecode(tree_name(number)))
    return double("--overlay", "FOLDER")(folder)


def unreachable(folder: Path) -> Channel:
    """Stands for a server that `running` starts."""
    raise AssertionError(f"not started: {folder}")


@contextmanager
def running(kind: Kind, version: int, folder: Path) -> Iterator[Peer]:
    """A server of this kind with a session of this version, ended afterwards."""
    with ExitStack() as stack:
        if kind.start is unreachable:
            server = stack.enter_context(closing(AsyncSSH(folder)))
            kind = replace(kind, start=server.start)
        yield stack.enter_context(closing(Peer(kind, version, folder)))


MEMORY = Kind("double", (3, 4, 5, 6), in_memory, is_on_disk=False)
DISK = Kind("double on a folder", (3, 4, 5, 6), double("--root", "FOLDER"))
OPENSSH = Kind("openssh", (3,), pipes("/usr/lib/openssh/sftp-server", "-u", "0022"))
GREEN_END = Kind("gesftpserver", (3, 4, 5, 6), pipes("/usr/libexec/gesftpserver"), False)
ASYNCSSH = Kind("asyncssh", (3, 4, 5, 6), unreachable)
OVERLAY = Kind("double over a folder", (3, 6), overlaid, is_on_disk=False)
