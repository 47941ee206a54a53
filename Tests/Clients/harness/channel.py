"""Where the bytes of an SFTP session go: an SSH channel, or the pipes of a server process."""

import os
import selectors
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import paramiko

from harness.server import Server

SECONDS = 30


class Channel(Protocol):
    """A stream of bytes in both directions, with a time limit on every wait."""

    def sendall(self, data: bytes) -> None:
        """Send all of this."""

    def recv(self, count: int) -> bytes:
        """At least one byte and at most so many; empty at the end."""

    def settimeout(self, seconds: float) -> None:
        """How long `recv` waits before it raises TimeoutError."""

    def close(self) -> None:
        """End it."""


def connect(server: Server) -> paramiko.Transport:
    """An authenticated SSH connection that checked the host key."""
    transport = paramiko.Transport((server.host, server.port))
    transport.banner_timeout = transport.auth_timeout = transport.handshake_timeout = SECONDS
    transport.start_client(timeout=SECONDS)
    actual = transport.get_remote_server_key()
    known = paramiko.HostKeys(str(server.known_hosts))
    assert known.check(f"[{server.host}]:{server.port}", actual), "unexpected host key"
    transport.auth_password(server.user, server.password)
    return transport


def open_subsystem(transport: paramiko.Transport) -> paramiko.Channel:
    """A channel with SFTP's subsystem on it."""
    channel = transport.open_session(timeout=SECONDS)
    channel.settimeout(SECONDS)
    channel.invoke_subsystem("sftp")
    return channel


class Pipes:
    """A server process that speaks SFTP on its standard input and output."""

    def __init__(
        self, command: Sequence[str | Path], cwd: Path, environment: Mapping[str, str] | None = None
    ):
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env=environment, bufsize=0, umask=0o022,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        assert self.process.stdin and self.process.stdout
        self._in, self._out = self.process.stdin.fileno(), self.process.stdout.fileno()
        # The process has to start first, on a machine that may be busy.
        self._seconds: float = 3 * SECONDS
        self._readable = selectors.DefaultSelector()
        self._readable.register(self._out, selectors.EVENT_READ)

    def sendall(self, data: bytes) -> None:
        """Send all of this; requests are small, so that a pipe takes them."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._in, view) :]

    def recv(self, count: int) -> bytes:
        """At least one byte; TimeoutError when none comes."""
        if not self._readable.select(self._seconds):
            raise TimeoutError(f"no answer in {self._seconds} s from {self.process.args}")
        return os.read(self._out, count)

    def settimeout(self, seconds: float) -> None:
        """How long `recv` waits before it raises TimeoutError."""
        self._seconds = seconds

    def close(self) -> None:
        """End the input; the server ends by itself, or is ended when its time is up."""
        self._readable.close()
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
