"""`sftp-double stdio` as the `Subsystem sftp` of a real sshd on a port of the loopback."""

import getpass
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.base import Client
from harness.journal import Journal
from harness.server import Server, double_binary

pytestmark = pytest.mark.needs_double

MakeClient = Callable[[str, Server], Client]
START_SECONDS = 20


def quiet_port() -> int:
    """A free port below 32768, where the kernel gives none away by itself."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no free port")


class Sshd:
    """An sshd of its own on 127.0.0.1; ends by SIGTERM to its own process id."""

    def __init__(self, folder: Path, subsystem: str):
        binary = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
        assert binary, "openssh-server is in apt.txt"
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self.folder = folder
        self.identity = folder / "user_key"
        for name in ("host_key", "user_key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name],
                check=True, timeout=10,
            )
        self.port = quiet_port()
        config = folder / "sshd_config"
        config.write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {folder}/host_key\n"
            f"AuthorizedKeysFile {folder}/user_key.pub\n"
            "PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
            f"Subsystem sftp {subsystem}\n"
        )
        self.process = subprocess.Popen(
            [binary, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        self.said: list[str] = []
        self._listening = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(START_SECONDS) or self.process.poll() is not None:
            self.stop()
            raise AssertionError(f"sshd does not listen\n{''.join(self.said)}")

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if "Server listening" in line:
                self._listening.set()
        self._listening.set()

    def stop(self) -> None:
        """End it; sessions that still run end with their connections."""
        self.process.terminate()
        self.process.wait(START_SECONDS)

    def server(self, home: Path) -> Server:
        """What a client must know; it logs in with `identity`."""
        key = (self.folder / "host_key.pub").read_text().strip()
        known_hosts = self.folder / "known_hosts"
        known_hosts.write_text(f"[127.0.0.1]:{self.port} {key}\n")
        return Server(
            host="127.0.0.1", port=self.port, user=getpass.getuser(), password="none",
            home=str(home), host_key=key, known_hosts=known_hosts,
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder to serve, with one file."""
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "there.txt").write_text("there before")
    return folder


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Where the subsystem writes its journal."""
    return Journal(tmp_path / "journal.jsonl")


@pytest.fixture
def sshd(root: Path, journal: Journal, tmp_path: Path) -> Iterator[Sshd]:
    """An sshd whose subsystem serves the machine and obeys a scenario."""
    scenario = tmp_path / "rules.json"
    scenario.write_text(
        '{"version": 1, "rules": [{"name": "full", "on": "fileWrite",'
        ' "when": {"path": "**/full.bin"}, "do": {"status": "FAILURE"}}]}'
    )
    command = f"{double_binary()} stdio {scenario} --root / --journal {journal.path}"
    folder = tmp_path / "sshd"
    folder.mkdir()
    running = Sshd(folder, command)
    yield running
    running.stop()


@pytest.mark.parametrize("name", ["openssh-sftp", "lftp", "paramiko", "asyncssh"])
def test_a_client_works_through_sshd(
    name: str, sshd: Sshd, root: Path, journal: Journal, make_client: MakeClient, tmp_path: Path
) -> None:
    client = make_client(name, sshd.server(root))
    client.identity = sshd.identity
    sent = os.urandom(1_000_001)
    (tmp_path / "sent").write_bytes(sent)

    client.upload(tmp_path / "sent", f"{root}/new.bin").check()
    client.download(f"{root}/there.txt", tmp_path / "back").check()
    names = client.names(client.list(str(root)).check())
    client.rename(f"{root}/new.bin", f"{root}/moved.bin").check()
    refused = client.upload(tmp_path / "sent", f"{root}/full.bin")

    assert (root / "moved.bin").read_bytes() == sent
    assert (tmp_path / "back").read_text() == "there before"
    assert {"new.bin", "there.txt"} <= names
    assert not refused.ok, refused.describe()
    journal.wait_for(event="disconnected")


def test_a_session_begins_in_the_users_home(
    sshd: Sshd, root: Path, make_client: MakeClient
) -> None:
    client = make_client("openssh-sftp", sshd.server(root))
    client.identity = sshd.identity

    shown = client.batch("pwd").check()

    home = subprocess.run(
        ["sh", "-c", "cd && pwd -P"], capture_output=True, text=True, check=True, timeout=10
    ).stdout.strip()
    shown.check_says(f"Remote working directory: {home}")
