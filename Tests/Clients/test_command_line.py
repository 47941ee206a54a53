"""`sftp-double serve` as a program: the ready line, its options, its ends, its errors."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import StartDouble
from drivers.base import Client
from harness import requests
from harness.protocol import Packet, Pflags
from harness.rawsftp import RawSession
from harness.replies import StatusError
from harness.server import STOP_SECONDS, Server, double_binary

pytestmark = pytest.mark.needs_double

MakeClient = Callable[[str, Server], Client]


def sftp_double(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program to an end that it reaches by itself."""
    return subprocess.run(
        [str(double_binary()), *map(str, arguments)],
        capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )


# The exit statuses of README's table.
INVALID_INPUT, CANNOT_LISTEN, BAD_HOST_KEY, BAD_ROOT, CANNOT_WRITE, USAGE = 2, 3, 4, 5, 6, 64


def check_one_line_error(
    done: subprocess.CompletedProcess[str], status: int, *wording: str
) -> None:
    """The program gave up with this status and one line on standard error with these words."""
    assert done.returncode == status, done
    assert done.stdout == "", done
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for words in wording:
        assert words in done.stderr, done.stderr


def test_the_ready_line_says_all_a_client_needs(start_double: StartDouble) -> None:
    ready = start_double().ready

    assert ready["event"] == "ready"
    assert ready["host"] == "127.0.0.1"
    assert 1024 <= ready["port"] <= 65535
    assert len(ready["users"]) == 1
    (key,) = ready["hostKeys"]
    assert key["type"] == "ssh-ed25519"
    assert key["publicKey"].startswith("ssh-ed25519 AAAA")
    assert key["fingerprint"].startswith("SHA256:")


def test_the_printed_fingerprint_is_the_one_ssh_keygen_computes(
    start_double: StartDouble, tmp_path: Path
) -> None:
    (key,) = start_double().ready["hostKeys"]
    (tmp_path / "key.pub").write_text(key["publicKey"] + "\n")

    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"],
        capture_output=True, text=True, check=True, timeout=10,
    )

    assert key["fingerprint"] in shown.stdout


def test_the_ready_file_has_the_ready_line(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("--ready-file", tmp_path / "ready.json")

    assert json.loads((tmp_path / "ready.json").read_text()) == double.ready


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_host_key_from_a_file_is_the_one_clients_see(
    kind: str, start_double: StartDouble, tmp_path: Path
) -> None:
    path = tmp_path / "host_key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", path], check=True, timeout=30
    )
    double = start_double("--host-key", path)

    public = (tmp_path / "host_key.pub").read_text().split()[1]
    assert [key["publicKey"].split()[1] for key in double.ready["hostKeys"]] == [public]
    with RawSession(double.server()) as session:
        assert session.exists(b"/")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_cleanly_in_mid_transfer(
    number: signal.Signals, start_double: StartDouble
) -> None:
    double = start_double()
    server = double.server()
    session = RawSession(server)
    handle = session.open(server.path("open").encode(), Pflags.WRITE | Pflags.CREAT)
    for offset in range(0, 200 * 32768, 32768):
        session.post(Packet.WRITE, requests.write(handle, offset, b"w" * 32768))

    if number == signal.SIGTERM:
        assert double.stop() < STOP_SECONDS
    else:
        double.stopped = True
        double.process.send_signal(number)
        assert double.process.wait(STOP_SECONDS) == 0

    with pytest.raises((EOFError, OSError)):
        while True:
            session.receive_packet()
    session.close()
    assert len(double.journal.matching(event="disconnected")) == 1


def test_a_root_folder_is_served(
    start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    (root / "in/there.txt").write_text("there before")
    (tmp_path / "sent").write_bytes(b"sent by sftp")
    client = make_client("openssh-sftp", start_double("--root", root).server(home="/"))

    client.upload(tmp_path / "sent", "/in/new.txt").check()
    client.download("/in/there.txt", tmp_path / "back").check()
    client.chmod("/in/new.txt", 0o604).check()
    client.symlink("new.txt", "/in/link").check()
    client.rename("/in/there.txt", "/moved.txt").check()

    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "in/new.txt").read_bytes() == b"sent by sftp"
    assert (root / "in/new.txt").stat().st_mode & 0o7777 == 0o604
    assert os.readlink(root / "in/link") == "new.txt"
    assert (root / "moved.txt").read_text() == "there before"
    assert not (root / "in/there.txt").exists()


ESCAPES = [b"/../secret", b"../secret", b"/in/../../secret", b"/out", b"/abs", b"/updir/secret"]


@pytest.mark.parametrize("path", ESCAPES, ids=[path.decode() for path in ESCAPES])
def test_nothing_outside_the_root_folder_is_reached(
    path: bytes, start_double: StartDouble, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (root / "out").symlink_to("../secret")
    (root / "abs").symlink_to(tmp_path / "secret")
    (root / "updir").symlink_to("..")
    with RawSession(start_double("--root", root).server(home="/")) as session:
        with pytest.raises(StatusError):
            session.read(path)
        flags = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
        try:
            session.open(path, flags)
        except StatusError:
            pass  # Or it was created inside, where dot-dot of the root leads back to the root.

    assert (tmp_path / "secret").read_text() == "secret"


def test_read_only_refuses_every_change_and_allows_reading(
    start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "kept.txt").write_text("kept")
    (tmp_path / "sent").write_bytes(b"s")
    double = start_double("--root", root, "--read-only")
    client = make_client("openssh-sftp", double.server(home="/"))

    client.download("/kept.txt", tmp_path / "back").check()
    for attempt in (
        client.upload(tmp_path / "sent", "/new.txt"),
        client.upload(tmp_path / "sent", "/kept.txt"),
        client.remove("/kept.txt"),
        client.rename("/kept.txt", "/other.txt"),
        client.chmod("/kept.txt", 0o600),
        client.make_folder("/folder"),
        client.symlink("kept.txt", "/link"),
    ):
        attempt.check_failed("permission denied")

    assert [path.name for path in root.iterdir()] == ["kept.txt"]
    assert (root / "kept.txt").read_text() == "kept"


def test_a_port_in_use_is_an_error_of_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sftp_double("serve", "--port", str(port))

    check_one_line_error(done, CANNOT_LISTEN, str(port), "in use")


def test_a_missing_root_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = sftp_double("serve", "--root", tmp_path / "absent")
    check_one_line_error(done, BAD_ROOT, "absent")


def test_a_root_that_is_a_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "plain-file").write_text("")
    done = sftp_double("serve", "--root", tmp_path / "plain-file")
    check_one_line_error(done, BAD_ROOT, "plain-file")


def test_a_missing_host_key_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = sftp_double("serve", "--host-key", tmp_path / "absent")
    check_one_line_error(done, BAD_HOST_KEY, "absent")


def test_a_host_key_that_is_none_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"not a key\n")
    done = sftp_double("serve", "--host-key", tmp_path / "noise")
    check_one_line_error(done, BAD_HOST_KEY, "noise")


def test_a_journal_that_cannot_be_written_is_an_error_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "no-such-folder/journal.jsonl"
    check_one_line_error(sftp_double("serve", "--journal", path), CANNOT_WRITE, "no-such-folder")


WRONG_SCENARIOS = {
    "a syntax error": ('{"version": 1,\n "rules": [}\n', 2, 12),
    "an unknown key": ('{"version": 1,\n "ruels": []}\n', 2, 2),
    "a value of the wrong kind": ('{\n  "version": "one"\n}\n', 2, 14),
    "an unknown event": (
        '{"version": 1, "rules": [\n'
        '  {"on": "fileWritten", "do": {"status": "FAILURE"}}]}\n', 2, 10,
    ),
}


@pytest.mark.parametrize("command", ["serve", "check"])
@pytest.mark.parametrize("what", WRONG_SCENARIOS)
def test_a_wrong_scenario_is_refused_with_its_place(
    what: str, command: str, tmp_path: Path
) -> None:
    text, line, column = WRONG_SCENARIOS[what]
    path = tmp_path / "wrong.json"
    path.write_text(text)

    done = sftp_double(command, path)

    assert done.returncode == INVALID_INPUT, done
    assert f"wrong.json:{line}:{column}: error: " in done.stderr + done.stdout


def test_a_missing_scenario_is_named(tmp_path: Path) -> None:
    done = sftp_double("serve", tmp_path / "absent.json")

    assert done.returncode == INVALID_INPUT
    assert "absent.json" in done.stderr


def test_an_unknown_option_is_refused() -> None:
    assert sftp_double("serve", "--no-such-option").returncode == USAGE


def test_the_version_is_printed() -> None:
    done = sftp_double("--version")

    assert done.returncode == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+ \(libssh .+\)\n", done.stdout)
