"""`sftp-double stdio`: under OpenSSH's `sftp -D`, and as the subsystem of a real sshd."""

import getpass
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.journal import Journal, acted
from harness.outcome import Outcome, environment, run
from harness.server import double_binary

pytestmark = pytest.mark.needs_double


def batch(text: str, tmp_path: Path, *arguments: str) -> Outcome:
    """Run OpenSSH's sftp with these commands."""
    return run(
        ["sftp", "-b", "-", *arguments],
        env=environment(tmp_path), cwd=tmp_path, stdin=text.encode(),
    )


def over_pipes(text: str, tmp_path: Path, *arguments: str | Path) -> Outcome:
    """Run these commands against a server on sftp's own pipes."""
    command = [str(double_binary()), "stdio", *map(str, arguments)]
    return batch(text, tmp_path, "-D", shlex.join(command))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder to serve, with one file."""
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "there.txt").write_text("there before")
    (tmp_path / "sent").write_bytes(os.urandom(3_000_001))
    return folder


def test_sftp_uses_it_over_pipes(root: Path, tmp_path: Path) -> None:
    commands = "get /there.txt back\nput sent /new.bin\nget /new.bin again\nls -l /\n"

    over_pipes(commands, tmp_path, "--root", root).check().check_says("there.txt", "new.bin")

    sent = (tmp_path / "sent").read_bytes()
    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "new.bin").read_bytes() == sent
    assert (tmp_path / "again").read_bytes() == sent


def test_read_only_over_pipes(root: Path, tmp_path: Path) -> None:
    refused = over_pipes("put sent /new.bin\n", tmp_path, "--root", root, "--read-only")

    refused.check_failed("permission denied")
    assert not (root / "new.bin").exists()


def test_a_scenario_over_pipes(tmp_path: Path) -> None:
    scenario = tmp_path / "full.json"
    scenario.write_text(
        '{"version": 1, "rules": [{"name": "full", "on": "fileWrite",'
        ' "do": {"status": {"code": "FAILURE", "message": "the disk is full"}}}]}'
    )
    (tmp_path / "sent").write_bytes(b"s")

    journal = tmp_path / "journal.jsonl"
    refused = over_pipes("put sent /new.txt\n", tmp_path, scenario, "--journal", journal)

    # sftp has its own words for each status and shows no message.
    refused.check_failed("failure")
    (entry,) = Journal(journal).matching(rules=acted("full"))
    assert (entry["event"], entry["status"]) == ("fileWrite", "FAILURE")
    assert entry["message"] == "the disk is full"


def test_its_end_of_input_is_its_end(root: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", root], input=b"", capture_output=True, timeout=10
    )

    assert (done.returncode, done.stdout) == (0, b"")


def test_noise_on_its_input_ends_it_with_a_status(root: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", root],
        input=b"\xff" * 1000, capture_output=True, timeout=10,
    )

    # 255 as OpenSSH's sftp-server says it.
    assert (done.returncode, done.stdout) == (255, b"")


def test_a_missing_root_over_pipes_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", tmp_path / "absent"],
        input="", capture_output=True, timeout=10, text=True,
    )

    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1 and "absent" in done.stderr


@pytest.fixture
def through_sshd(root: Path, tmp_path: Path) -> list[str]:
    """Options for sftp: an sshd of its own on a ProxyCommand's pipes, no port involved."""
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
    assert sshd, "openssh-server is in apt.txt"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host_key", "user_key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name],
            check=True, timeout=10,
        )
    config = tmp_path / "sshd_config"
    config.write_text(
        f"HostKey {tmp_path}/host_key\n"
        f"AuthorizedKeysFile {tmp_path}/user_key.pub\n"
        "PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"Subsystem sftp {double_binary()} stdio --root {root}\n"
    )
    (tmp_path / "known_hosts").write_text("double " + (tmp_path / "host_key.pub").read_text())
    return [
        "-F", "none", "-i", str(tmp_path / "user_key"),
        "-o", f"UserKnownHostsFile={tmp_path}/known_hosts",
        "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes",
        "-o", f"ProxyCommand={sshd} -i -f {config}", f"{getpass.getuser()}@double",
    ]


def test_sshd_uses_it_as_its_subsystem(
    through_sshd: list[str], root: Path, tmp_path: Path
) -> None:
    batch("get /there.txt back\nput sent /new.bin\n", tmp_path, *through_sshd).check()

    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "new.bin").read_bytes() == (tmp_path / "sent").read_bytes()
