"""Every client does everything it can, and a witness checks what the server then holds."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers import CLIENTS
from drivers.base import (
    CHMOD, FOLDERS, HARD_LINK, LATIN1, LIST, LOCK, REMOVE, RENAME, RESUME, STAT, SYMLINK, Client,
)
from harness.protocol import Mode, Packet, Pflags
from harness.rawsftp import RawSession
from harness.server import Server

MEBIBYTE = 1 << 20
# 100 MiB through every client but these, which are slow by themselves and carry 8 MiB, as do
# the clients that were through it at another version.
SLOW = {"erlang", "net-sftp", "phpseclib", "psftp"}
UNICODE = "Grüße-日本語-😀.txt"
ACCENTED = os.fsdecode("caf\u00e9-latin1.txt".encode("latin-1"))

MakeClient = Callable[[str, Server], Client]


def clients_that(ability: str) -> pytest.MarkDecorator:
    """Run the test once for each client with this ability."""
    names = [name for name, driver in CLIENTS.items() if ability in driver.can]
    return pytest.mark.parametrize("name", names)


every_client = pytest.mark.parametrize("name", CLIENTS)


def sha256(data: bytes) -> str:
    """Digest for comparing large contents without printing them."""
    return hashlib.sha256(data).hexdigest()


def make_file(path: Path, size: int) -> bytes:
    """Create a file of random bytes and return them."""
    data = os.urandom(size)
    path.write_bytes(data)
    return data


@every_client
def test_what_was_uploaded_comes_back_unchanged(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path
) -> None:
    # An odd number at the end, so that the last block is a short one.
    is_small = name in SLOW or "-v" in name
    size = (8 if is_small else 100) * MEBIBYTE + 4321
    sent, received = tmp_path / "sent", tmp_path / "received"
    data = make_file(sent, size)
    client = make_client(name, server)

    client.upload(sent, server.path("big.bin")).check()
    with RawSession(server) as witness:
        assert witness.stat(server.path("big.bin").encode()).size == size
    client.download(server.path("big.bin"), received).check()

    assert sha256(received.read_bytes()) == sha256(data)


@every_client
def test_an_upload_replaces_a_longer_file(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    path = server.path("replaced.txt")
    witness.write(path.encode(), b"x" * 100_000)
    (tmp_path / "short").write_bytes(b"short\n")

    make_client(name, server).upload(tmp_path / "short", path).check()

    assert witness.read(path.encode()) == b"short\n"


@every_client
def test_an_empty_file_goes_both_ways(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    client = make_client(name, server)

    client.upload(tmp_path / "empty", server.path("empty")).check()
    assert witness.read(server.path("empty").encode()) == b""
    client.download(server.path("empty"), tmp_path / "back").check()
    assert (tmp_path / "back").read_bytes() == b""


@every_client
def test_a_missing_file_is_reported(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path
) -> None:
    outcome = make_client(name, server).download(server.path("absent"), tmp_path / "absent")

    outcome.check_failed(MISSING.get(name, "no such file"))


@pytest.mark.needs_double
@every_client
def test_the_version_asked_for_is_the_one_that_is_spoken(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path
) -> None:
    make_client(name, server).upload(Path(__file__), server.path("any"))

    assert server.journal
    (init,) = server.journal.wait_for(event="init")
    assert init["clientVersion"] == CLIENTS[name].version
    (opened, *_) = server.journal.wait_for(event="fileOpen")
    assert ("access" in opened) == (CLIENTS[name].version >= 5)


# The words for NO_SUCH_FILE of clients that do not say "no such file".
MISSING = {
    "openssh-sftp": "not found",
    "rclone": "not found",
    "libssh2": "sftp status 2",
    "go-sftp": "file does not exist",
}


@clients_that(RESUME)
def test_a_resumed_upload_sends_the_rest(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    data = make_file(tmp_path / "whole", 3 * MEBIBYTE + 17)
    # Other bytes than the file's: a client that starts over would replace them.
    marked = b"M" * MEBIBYTE
    path = server.path("partial.bin")
    witness.write(path.encode(), marked)

    make_client(name, server).resume_upload(tmp_path / "whole", path).check()

    assert sha256(witness.read(path.encode())) == sha256(marked + data[MEBIBYTE:])


@clients_that(RESUME)
def test_a_resumed_download_fetches_the_rest(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    data = os.urandom(3 * MEBIBYTE + 17)
    marked = b"M" * MEBIBYTE
    witness.write(server.path("whole.bin").encode(), data)
    (tmp_path / "partial").write_bytes(marked)

    client = make_client(name, server)
    client.resume_download(server.path("whole.bin"), tmp_path / "partial").check()

    assert sha256((tmp_path / "partial").read_bytes()) == sha256(marked + data[MEBIBYTE:])


@clients_that(LIST)
def test_a_listing_shows_names_of_every_kind(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    folder = server.path("mixed")
    expected = {"plain.txt", "with space.txt", UNICODE, "-dash", "folder"}
    witness.make_directory(folder.encode())
    witness.make_directory(f"{folder}/folder".encode())
    for entry in expected - {"folder"}:
        witness.write(f"{folder}/{entry}".encode(), b"")

    client = make_client(name, server)
    found = client.names(client.list(folder).check())

    assert found == expected


@clients_that(STAT)
def test_size_and_mode_are_shown(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.write(server.path("known.bin").encode(), b"s" * 12345)
    witness.set_mode(server.path("known.bin").encode(), 0o640)

    client = make_client(name, server)
    seen = client.seen(client.stat(server.path("known.bin")).check())

    assert seen.size == 12345
    assert seen.mode in (0o640, None)


@clients_that(CHMOD)
def test_permissions_change(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.write(server.path("mine").encode(), b"m")

    make_client(name, server).chmod(server.path("mine"), 0o751).check()

    assert witness.stat(server.path("mine").encode()).mode == 0o751


@clients_that(RENAME)
def test_a_file_gets_another_name(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.write(server.path("old name").encode(), b"content")

    make_client(name, server).rename(server.path("old name"), server.path("new name")).check()

    assert not witness.exists(server.path("old name").encode())
    assert witness.read(server.path("new name").encode()) == b"content"


@clients_that(REMOVE)
def test_a_file_is_removed(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.write(server.path("doomed").encode(), b"d")
    witness.write(server.path("spared").encode(), b"s")

    make_client(name, server).remove(server.path("doomed")).check()

    assert not witness.exists(server.path("doomed").encode())
    assert witness.exists(server.path("spared").encode())


@clients_that(FOLDERS)
def test_a_folder_is_made_and_removed(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    client = make_client(name, server)

    client.make_folder(server.path("made")).check()
    assert witness.stat(server.path("made").encode()).is_directory
    client.remove_folder(server.path("made")).check()
    assert not witness.exists(server.path("made").encode())


@clients_that(FOLDERS)
def test_a_full_folder_is_not_removed(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.make_directory(server.path("full").encode())
    witness.write(server.path("full/file").encode(), b"f")

    make_client(name, server).remove_folder(server.path("full")).check_failed()

    assert witness.read(server.path("full/file").encode()) == b"f"


@clients_that(SYMLINK)
def test_a_symbolic_link_points_and_is_followed(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    witness.write(server.path("pointed-at").encode(), b"through the link")
    client = make_client(name, server)

    client.symlink("pointed-at", server.path("link")).check()
    assert witness.read_link(server.path("link").encode()) == b"pointed-at"
    client.download(server.path("link"), tmp_path / "followed").check()
    assert (tmp_path / "followed").read_bytes() == b"through the link"


@clients_that(HARD_LINK)
def test_a_hard_link_is_a_second_name(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    witness.write(server.path("first").encode(), b"before")

    make_client(name, server).hard_link(server.path("first"), server.path("second")).check()

    witness.write(server.path("first").encode(), b"after")
    assert witness.read(server.path("second").encode()) == b"after"


@clients_that(LOCK)
def test_a_range_is_locked_written_and_unlocked(
    name: str, server: Server, make_client: MakeClient, witness: RawSession
) -> None:
    path = server.path("ledger")
    witness.write(path.encode(), b"0123456789 and more")

    make_client(name, server).lock(path).check()

    assert witness.read(path.encode()) == b"overwrites and more"


@clients_that(LOCK)
def test_a_range_locked_by_another_is_refused(
    name: str, server: Server, make_client: MakeClient
) -> None:
    path = server.path("ledger")
    with RawSession(server, 6) as other:
        other.write(path.encode(), b"0123456789 and more")
        handle = other.open(path.encode(), Pflags.READ | Pflags.WRITE)
        other.lock(handle, 5, 10, Mode.BLOCK_READ | Mode.BLOCK_WRITE).check(Packet.STATUS)

        make_client(name, server).lock(path).check_failed("lock")

        other.unlock(handle, 5, 10).check(Packet.STATUS)
        assert other.read(path.encode()) == b"0123456789 and more"


@every_client
def test_a_unicode_name_goes_both_ways(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    (tmp_path / "named").write_bytes(b"unicode")
    client = make_client(name, server)

    client.upload(tmp_path / "named", server.path(UNICODE)).check()
    assert UNICODE.encode() in witness.names(server.home.encode())
    client.download(server.path(UNICODE), tmp_path / "back").check()
    assert (tmp_path / "back").read_bytes() == b"unicode"


@clients_that(LATIN1)
def test_a_name_that_is_not_utf_8_stays_as_it_is(
    name: str, server: Server, make_client: MakeClient, tmp_path: Path, witness: RawSession
) -> None:
    (tmp_path / "named").write_bytes(b"latin-1")
    client = make_client(name, server)

    client.upload(tmp_path / "named", server.path(ACCENTED)).check()
    assert b"caf\xe9-latin1.txt" in witness.names(server.home.encode())
    client.download(server.path(ACCENTED), tmp_path / "back").check()
    assert (tmp_path / "back").read_bytes() == b"latin-1"
