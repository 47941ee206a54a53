"""OpenSSH's extensions, asked for by OpenSSH's own sftp and scp."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.openssh import Scp, Sftp
from harness.attributes import Time
from harness.rawsftp import RawSession
from harness.server import Server

RunBatch = Callable[..., str]


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Sftp:
    """OpenSSH's sftp."""
    return Sftp(server, tmp_path)


@pytest.fixture
def batch(client: Sftp, server: Server) -> RunBatch:
    """Run sftp commands in the home directory and return what was said."""

    def run(*lines: str) -> str:
        return client.batch(f"cd {server.home}", *lines).check().output

    return run


def test_statvfs_fills_the_table_of_df(batch: RunBatch) -> None:
    said = batch("df")

    header, numbers = said.strip().splitlines()[-2:]
    assert header.split()[:3] == ["Size", "Used", "Avail"]
    size, _, available = (int(number) for number in numbers.split()[:3])
    assert 0 < available <= size


def test_posix_rename_replaces_the_other_file(batch: RunBatch, server: Server) -> None:
    with RawSession(server) as witness:
        witness.write(server.path("a").encode(), b"a")
        witness.write(server.path("b").encode(), b"b")
        batch("rename a b")
        assert witness.read(server.path("b").encode()) == b"a"
        assert not witness.exists(server.path("a").encode())


def test_a_hard_link_is_the_same_file(batch: RunBatch, server: Server) -> None:
    with RawSession(server) as witness:
        witness.write(server.path("first").encode(), b"before")
        batch("ln first second")
        witness.write(server.path("first").encode(), b"after!")
        assert witness.read(server.path("second").encode()) == b"after!"


def test_an_upload_with_fsync_succeeds(batch: RunBatch, server: Server, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(b"synced")

    batch("put -f sent synced")

    with RawSession(server) as witness:
        assert witness.read(server.path("synced").encode()) == b"synced"


def test_copy_data_copies_on_the_server(batch: RunBatch, server: Server) -> None:
    content = bytes(range(256)) * 5000
    with RawSession(server) as witness:
        witness.write(server.path("original").encode(), content)
        batch("copy original copied")
        assert witness.read(server.path("copied").encode()) == content


def test_lsetstat_changes_the_link_not_the_file(
    batch: RunBatch, client: Sftp, server: Server
) -> None:
    with RawSession(server) as witness:
        witness.write(server.path("file").encode(), b"f")
        witness.set_mode(server.path("file").encode(), 0o600)
        batch("ln -s file link")
        # A server may refuse to give a link a mode of its own, as Linux does.
        client.batch(f"-chmod -h 751 {server.path('link')}").check()
        assert witness.stat(server.path("file").encode()).mode == 0o600


def test_scp_expands_a_tilde(server: Server, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(b"at home")
    name = f"tilde-{uuid.uuid4()}"

    Scp(server, tmp_path).upload(tmp_path / "sent", f"~/{name}").check()

    with RawSession(server) as witness:
        assert witness.expand_path(b"~").startswith(b"/")
        path = witness.expand_path(f"~/{name}".encode())
        assert witness.read(path) == b"at home"
        witness.remove(path)


def test_times_are_kept_on_request(batch: RunBatch, server: Server, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    os.utime(tmp_path / "old", (1_000_000_000, 1_000_000_000))

    batch("put -p old old", "get -p old back")

    with RawSession(server) as witness:
        assert witness.stat(server.path("old").encode()).modify_time == Time(1_000_000_000)
    assert (tmp_path / "back").stat().st_mtime == 1_000_000_000


def test_users_and_groups_have_names_in_listings(batch: RunBatch, server: Server) -> None:
    with RawSession(server) as witness:
        witness.write(server.path("mine").encode(), b"m")

    line = next(line for line in batch("ls -l mine").splitlines() if line.startswith("-"))

    assert line.split()[2] == server.user
