"""The servers that clients are pointed at: the double, or a foreign one for calibration."""

import base64
import hashlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.journal import Journal

REPOSITORY = Path(__file__).resolve().parents[3]
# Generous beside the 15 ms it takes, because the machine may be busy building.
READY_SECONDS = 30
STOP_SECONDS = 2
# What tests grant that are about something else, on a machine that may be busy.
PATIENCE_SECONDS = 20


def double_binary() -> Path:
    """The executable under test."""
    default = REPOSITORY / ".build/debug/sftp-double"
    return Path(os.environ.get("SFTP_DOUBLE", default)).absolute()


@dataclass
class Server:
    """An SFTP server to connect to and what a client must know for it."""

    host: str
    port: int
    user: str
    password: str
    home: str
    host_key: str
    known_hosts: Path
    journal: Journal | None = None
    host_keys: list[dict[str, str]] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """`SHA256:…` of the host key, as OpenSSH and PuTTY print it."""
        digest = base64.b64encode(self._digest()).decode().rstrip("=")
        return f"SHA256:{digest}"

    @property
    def fingerprint_hex(self) -> str:
        """SHA-256 of the host key in hexadecimal digits."""
        return self._digest().hex()

    def _digest(self) -> bytes:
        return hashlib.sha256(base64.b64decode(self.host_key.split()[1])).digest()

    def path(self, name: str) -> str:
        """A path under the user's home."""
        return f"{self.home}/{name}"


class Double:
    """One running `sftp-double serve`; ends by SIGTERM to its own process id."""

    def __init__(self, folder: Path, *arguments: str | Path):
        self.folder = folder
        self.journal = Journal(folder / "journal.jsonl")
        self.stderr = folder / "stderr.txt"
        command = [double_binary(), "serve", *arguments, "--journal", self.journal.path]
        self.command = [str(word) for word in command]
        self.process = start(self.command, self.stderr)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.output: list[str] = []
        self._reader = threading.Thread(target=self._read_output, daemon=True)
        self._reader.start()
        self.stopped = False
        self.ready = self._wait_until_ready()

    def _read_output(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def _wait_until_ready(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=READY_SECONDS)
        except queue.Empty:
            self.process.kill()
            raise AssertionError(f"no ready line in {READY_SECONDS} s\n{self.describe()}")
        if line is None:
            self.process.wait(STOP_SECONDS)
            raise AssertionError(f"ended before it was ready\n{self.describe()}")
        ready = json.loads(line)
        assert ready["event"] == "ready", line
        return ready

    def server(self, user: str = "demo", password: str = "demo", home: str = "") -> Server:
        """What a client of this double must know, for one of its users."""
        host, port, keys = self.ready["host"], self.ready["port"], self.ready["hostKeys"]
        known_hosts = self.folder / "known_hosts"
        lines = [f"[{host}]:{port} {key['publicKey']}\n" for key in keys]
        known_hosts.write_text("".join(lines))
        return Server(
            host=host,
            port=port,
            user=user,
            password=password,
            home=home or f"/home/{user}",
            host_key=keys[0]["publicKey"],
            known_hosts=known_hosts,
            journal=self.journal,
            host_keys=keys,
        )

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def stop(self, statuses: Collection[int] = (0,)) -> float:
        """Ask it to end and check that it does in time, with one of these statuses.

        Returns the seconds it took.
        """
        if not self.running:
            raise AssertionError(f"ended before it was asked to\n{self.describe()}")
        self.stopped = True
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"SIGTERM was not obeyed in {PATIENCE_SECONDS} s\n{self.describe()}")
        seconds = time.monotonic() - asked
        self._reader.join(STOP_SECONDS)
        assert status in statuses, f"status {status}\n{self.describe()}"
        text = self.journal.path.read_bytes() if self.journal.path.exists() else b""
        assert text == b"" or text.endswith(b"\n"), f"journal cut short\n{self.describe()}"
        self.journal.entries()
        return seconds

    def kill(self) -> None:
        """End it at once, whatever happened before; for tidying up after a failed test."""
        if self.running:
            self.process.kill()
        self.process.wait()

    def describe(self) -> str:
        """Command, status, output and the end of the journal, for failure messages."""
        return (
            f"$ {' '.join(self.command)}\nstatus: {self.process.poll()}\n"
            f"stdout:\n{''.join(self.output)}\n"
            f"stderr:\n{self.stderr.read_text(errors='backslashreplace')[-4000:]}\n"
            f"journal:\n{self.journal.tail(15)}"
        )


def start(command: list[str], stderr: Path) -> subprocess.Popen[str]:
    """Start a server process with its standard output on a pipe."""
    with stderr.open("wb") as errors:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
        )


def foreign_server(folder: Path) -> Server | None:
    """The server of SFTP_TARGET (`user:password@host:port/home`), or nil: test the double."""
    target = os.environ.get("SFTP_TARGET")
    if not target:
        return None
    login, _, place = target.rpartition("@")
    user, _, password = login.partition(":")
    address, _, home = place.partition("/")
    host, _, port = address.partition(":")
    scan = subprocess.run(
        ["ssh-keyscan", "-t", "ed25519", "-p", port, host],
        capture_output=True, text=True, timeout=10, check=True,
    )
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(scan.stdout)
    host_key = scan.stdout.split(maxsplit=1)[1].strip()
    return Server(host, int(port), user, password, f"/{home}", host_key, known_hosts)
