"""Every way to log in, as real clients do it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import StartDouble
from drivers import CLIENTS
from drivers.base import PUBLIC_KEY, Client
from drivers.openssh import Sftp
from harness.server import Double, Server

pytestmark = pytest.mark.needs_double

MakeClient = Callable[[str, Server], Client]


def make_key(folder: Path, kind: str) -> tuple[Path, str]:
    """Generate a key pair; the private file and the public line."""
    path = folder / f"id_{kind}"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "tester", "-m", "PEM", "-f", path],
        check=True, timeout=30,
    )
    return path, path.with_suffix(".pub").read_text().strip()


def double_for(start_double: StartDouble, folder: Path, **user: object) -> Double:
    """A double with one user `kay`."""
    scenario = folder / "users.json"
    scenario.write_text(json.dumps({"version": 1, "users": [{"name": "kay", **user}]}))
    return start_double(scenario)


@pytest.mark.parametrize("name", [n for n, driver in CLIENTS.items() if PUBLIC_KEY in driver.can])
def test_a_known_public_key_opens_the_door(
    name: str, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    identity, line = make_key(tmp_path, "rsa" if name in ("libssh2",) else "ed25519")
    double = double_for(start_double, tmp_path, publicKeys=[line])
    client = make_client(name, double.server("kay", "not the password"))
    client.identity = identity
    (tmp_path / "sent").write_bytes(b"by key")

    client.upload(tmp_path / "sent", "/home/kay/by-key.txt").check()

    double.journal.wait_for(event="userAuthRequest", method="publickey", user="kay", status="OK")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_every_kind_of_key_works(
    kind: str, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    identity, line = make_key(tmp_path, kind)
    server = double_for(start_double, tmp_path, publicKeys=[line]).server("kay", "wrong")
    client = make_client("openssh-sftp", server)
    client.identity = identity

    client.list("/home/kay").check()


@pytest.mark.parametrize("name", ["openssh-sftp", "asyncssh", "paramiko"])
def test_an_unknown_public_key_does_not(
    name: str, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    _, line = make_key(tmp_path, "ecdsa")
    stranger, _ = make_key(tmp_path, "ed25519")
    server = double_for(start_double, tmp_path, publicKeys=[line]).server("kay", "wrong")
    client = make_client(name, server)
    client.identity = stranger

    client.list("/home/kay").check_failed(denied(name))


DENIED = {
    "openssh-sftp": "permission denied",
    "paramiko": "authentication",
    "asyncssh": "permission denied",
    "curl": "authentication failure",
    "psftp": "access denied",
    "libssh": "access denied",
    "libssh2": "authentication failed",
    "go-sftp": "unable to authenticate",
    "rclone": "unable to authenticate",
    "lftp": "login failed",
    "phpseclib": "login refused",
    "net-sftp": "authentication failed",
    "erlang": "unable to connect using the available authentication methods",
    "openssh-scp": "permission denied",
    "sshfs": "connection reset by peer",
}


def denied(name: str) -> str:
    """The words of a client, which are the same in every version of SFTP it speaks."""
    return DENIED[name.rsplit("-v", 1)[0]]


@pytest.mark.parametrize("name", CLIENTS)
def test_a_wrong_password_is_refused_in_the_client_s_words(
    name: str, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    double = start_double()
    client = make_client(name, double.server(password="wrong"))

    client.download("/home/demo/any", tmp_path / "any").check_failed(denied(name))

    double.journal.wait_for(
        event="userAuthRequest", user="demo", status=lambda status: status not in (None, "OK")
    )


class InteractiveSftp(Sftp):
    """OpenSSH's sftp that insists on keyboard-interactive."""

    def options(self) -> list[str]:
        return [*super().options(), "-o", "PreferredAuthentications=keyboard-interactive"]


def test_keyboard_interactive_asks_for_the_password(
    start_double: StartDouble, tmp_path: Path
) -> None:
    double = start_double()
    right, wrong = (InteractiveSftp(double.server(password=p), tmp_path) for p in ("demo", "no"))

    right.list("/home/demo").check()
    wrong.list("/home/demo").check_failed("permission denied")

    double.journal.wait_for(
        count=2, event="userAuthRequest", method="keyboard-interactive", user="demo"
    )
